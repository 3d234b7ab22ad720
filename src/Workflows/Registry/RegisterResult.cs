using Mdlc.Contracts.Artifacts;

namespace Mdlc.Workflows.Registry;

/// <param name="Alias">challenger when the candidate passed or is inconclusive; null when it failed.</param>
public sealed record RegisterResult(int Version, string? Alias, string Summary) : IStageResult
{
    /// <summary>The run's report, with the version; null: of a worker that did not keep it.</summary>
    public ArtifactRef? Page { get; init; }
}
