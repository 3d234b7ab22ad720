using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>Says what to try next, as a pure function of its arguments: no clock, no state, no order of the history.</summary>
public interface ITuner
{
    /// <param name="history">
    /// The trials before this one, each once, in any order: those that it may know the results of, and the others as pending, so that it
    /// proposes none of them again.
    /// </param>
    /// <param name="trial">Number of the trial, from 0; every trial of the history has a lower one.</param>
    /// <returns>Null when the space has no point left that was not proposed.</returns>
    Proposal? Propose(SearchSpace space, IReadOnlyList<Observation> history, int trial, long seed);
}
