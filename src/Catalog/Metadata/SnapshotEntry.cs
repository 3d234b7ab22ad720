using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata;

/// <summary>A snapshot as the catalog knows it.</summary>
/// <param name="Source">How it was first read; null for one made from another snapshot.</param>
/// <param name="Statistics">A column each, in order.</param>
/// <param name="Created">When it was first made.</param>
public sealed record SnapshotEntry(
    SnapshotRef Snapshot, SourceSpec? Source, IReadOnlyList<ColumnStatistics> Statistics, DateTimeOffset Created);
