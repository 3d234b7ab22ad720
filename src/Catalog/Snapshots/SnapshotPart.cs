namespace Mdlc.Catalog.Snapshots;

/// <summary>What a row of a snapshot is for.</summary>
public enum SnapshotPart : byte
{
    Train,
    Test,

    /// <summary>Neither: it has no label.</summary>
    None,
}
