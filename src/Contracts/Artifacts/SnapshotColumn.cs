namespace Mdlc.Contracts.Artifacts;

/// <summary>A column of a snapshot.</summary>
public sealed record SnapshotColumn(string Name, ColumnType Type);
