using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Validation;

namespace Mdlc.Catalog.Snapshots.Validation;

/// <summary>What validation leaves.</summary>
/// <param name="Snapshot">The rows that broke no rule of severity error; the given snapshot itself when that is all of them.</param>
/// <param name="Quarantined">Rows that were taken out.</param>
/// <param name="Quarantine">Parquet: <c>row</c> (from 1, in the snapshot), <c>rule</c>, <c>value</c>, and the row's columns; null when no row was taken out.</param>
/// <param name="Rules">Every rule's outcome, in the order of the spec.</param>
public sealed record SnapshotValidation(SnapshotRef Snapshot, long Quarantined, ArtifactRef? Quarantine, IReadOnlyList<RuleOutcome> Rules);
