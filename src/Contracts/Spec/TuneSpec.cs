using Mdlc.Contracts.Tuning;

namespace Mdlc.Contracts.Spec;

/// <summary>The search before the final training; none by default.</summary>
public sealed record TuneSpec
{
    /// <summary>Number of trials; 0: no search.</summary>
    public int Trials { get; init; }

    /// <summary>Trials in flight at once, at most.</summary>
    public int Parallel { get; init; } = 2;

    public int Seed { get; init; } = 1;

    /// <summary>What is searched instead of mdlc's own space for the trainer; null: that one.</summary>
    public SearchSpace? Space { get; init; }
}
