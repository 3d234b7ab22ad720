using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Deployment;

/// <param name="Expected">The champion that the gate compared with; null when there was none.</param>
public sealed record PromoteInput(RunKey Run, int Version, int? Expected)
{
    /// <summary>Why the champion moves, for its history; null: the gate passed.</summary>
    public string? Reason { get; init; }
}
