using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>Independent draws.</summary>
internal sealed class RandomTuner : ITuner
{
    public Proposal? Propose(SearchSpace space, IReadOnlyList<Observation> history, int trial, long seed) =>
        new(RandomSearch.Propose(space, seed, trial));
}
