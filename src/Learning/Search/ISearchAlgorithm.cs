using Mdlc.Contracts.Tuning;

namespace Mdlc.Learning.Search;

/// <summary>Where to look next. A proposal is a pure function of the arguments: a replayed study proposes the same trials.</summary>
public interface ISearchAlgorithm
{
    /// <param name="trial">Number of the trial, from 0.</param>
    /// <param name="history">The trials that have ended, in any order; an algorithm may ignore them.</param>
    /// <returns>A value for every parameter of the space, by name.</returns>
    IReadOnlyDictionary<string, double> Propose(SearchSpace space, long seed, int trial, IReadOnlyList<TrialResult> history);
}
