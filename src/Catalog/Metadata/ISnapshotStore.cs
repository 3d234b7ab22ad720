
namespace Mdlc.Catalog.Metadata;

/// <summary>The snapshots by data digest.</summary>
public interface ISnapshotStore
{
    /// <summary>The snapshot of that digest; null when there is none.</summary>
    Task<SnapshotEntry?> FindAsync(string dataDigest, CancellationToken cancellationToken = default);

    /// <summary>Adds the snapshot, or takes the place of one of the same digest (whose file was lost).</summary>
    Task PutAsync(SnapshotEntry entry, CancellationToken cancellationToken = default);
}
