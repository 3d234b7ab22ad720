
namespace Mdlc.Contracts.Artifacts;

/// <summary>An immutable data set.</summary>
/// <param name="DataDigest">SHA-256 (hex) over the columns' names, types and values in order: its name, whatever bytes the Parquet file has.</param>
/// <param name="File">The Parquet file that holds it.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record SnapshotRef(string DataDigest, ArtifactRef File, long Rows, IReadOnlyList<SnapshotColumn> Columns);
