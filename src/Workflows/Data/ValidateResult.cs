using Mdlc.Contracts.Artifacts;

namespace Mdlc.Workflows.Data;

/// <param name="Snapshot">What is left: the fetched snapshot itself when no row was quarantined.</param>
/// <param name="Quarantined">Rejected lines and quarantined rows together.</param>
/// <param name="Quarantine">Parquet of the rows taken out, with rule and value; null when there are none.</param>
/// <param name="Report">Path of the HTML report; the JSON document lies beside it.</param>
public sealed record ValidateResult(
    SnapshotRef Snapshot, SnapshotRef? TestSnapshot, long Quarantined, ArtifactRef? Quarantine, string Report, string Summary) : IStageResult
{
    /// <summary>The report as the store has it; null: of a worker that did not keep it.</summary>
    public ArtifactRef? Page { get; init; }
}
