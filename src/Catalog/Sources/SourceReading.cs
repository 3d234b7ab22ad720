using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;

namespace Mdlc.Catalog.Sources;

/// <summary>What came of reading a source: <c>Snapshot.Rows + Rejected = Records</c>, always.</summary>
/// <param name="Source">The source with dialect and types explicit, as it was read.</param>
/// <param name="Records">Records in the files.</param>
/// <param name="Rejected">Records that are not in the snapshot.</param>
/// <param name="Quarantine">Parquet of the rejected records (file, line, column, value, reason); null when there are none.</param>
/// <param name="Notes">Sentences for a person about what was found.</param>
public sealed record SourceReading(
    SnapshotRef Snapshot, SourceSpec Source, long Records, long Rejected, ArtifactRef? Quarantine, IReadOnlyList<string> Notes)
{
    /// <summary>Why records were rejected, most frequent first.</summary>
    public IReadOnlyList<RejectionReason> Reasons { get; init; } = [];
}
