using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <summary>What a trial may know of an earlier one, told in few letters: a history of it goes with every proposal.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="State">Null: under way, or to be taken for that.</param>
/// <param name="At">A value for each parameter of the space in its order, of a categorical one the position of its choice; null: inactive. Empty: not told.</param>
/// <param name="Loss">Lower is better; null unless it is complete.</param>
/// <param name="Cost">Iterations; 0: unknown.</param>
public sealed record KnownTrial(int Trial, TrialState? State, IReadOnlyList<double?> At, double? Loss, int Cost)
{
    /// <summary>By ascending iteration.</summary>
    public IReadOnlyList<InterimScore> Interim { get; init; } = [];
}
