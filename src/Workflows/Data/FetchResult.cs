using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Data;

/// <param name="Source">The source with its dialect made explicit, as it was read.</param>
/// <param name="Rejected">Lines of the file that are not in the snapshot.</param>
/// <param name="Quarantine">Parquet of the rejected lines (file, line, column, value, reason); null when there are none.</param>
/// <param name="TestSnapshot">The test file's snapshot, for a split by file.</param>
public sealed record FetchResult(
    SnapshotRef Snapshot, SourceSpec Source, long Rejected, ArtifactRef? Quarantine, SnapshotRef? TestSnapshot, string Summary) : IStageResult
{
    /// <inheritdoc cref="IStageResult.Notes"/>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Records of the source that could not be read, by column, see <see cref="DataProfile.Unreadable"/>.</summary>
    public IReadOnlyDictionary<string, long> Unreadable { get; init; } = new Dictionary<string, long>();
}
