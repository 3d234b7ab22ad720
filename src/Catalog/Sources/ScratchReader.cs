using System.Collections.Concurrent;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources;

/// <summary>
/// Reads sources for those who must leave nothing behind: into a home of its own, in a temporary folder, that is gone when this is disposed.
/// Only quarantine files that a message names stay, see <see cref="Keep"/>.
/// </summary>
public sealed class ScratchReader : IDisposable
{
    public ScratchReader(TimeProvider time)
    {
        Home = new Home(Directory.CreateTempSubdirectory("mdlc-").FullName);
        Artifacts = new ArtifactStore(Home);
        Snapshots = new Known();
        Reader = new SourceReader(Home, Artifacts, new SnapshotWriter(Artifacts, Snapshots, time), LastingFile.Keep);
    }

    public Home Home { get; }

    public ArtifactStore Artifacts { get; }

    public ISnapshotStore Snapshots { get; }

    public SourceReader Reader { get; }

    /// <summary>Keeps a quarantine file beyond this reader, for a message to name.</summary>
    /// <returns>Where it is.</returns>
    public string Keep(ArtifactRef quarantine) => LastingFile.Keep(Artifacts.PlaceOf(quarantine));

    public void Dispose() => Directory.Delete(Home.Root, recursive: true);

    /// <summary>The snapshots of this reader's life: nobody else knows them, so they need no catalog.</summary>
    private sealed class Known : ISnapshotStore
    {
        private readonly ConcurrentDictionary<string, SnapshotEntry> _entries = new(StringComparer.Ordinal);

        public Task<SnapshotEntry?> FindAsync(string dataDigest, CancellationToken cancellationToken = default) =>
            Task.FromResult(_entries.GetValueOrDefault(dataDigest));

        public Task PutAsync(SnapshotEntry entry, CancellationToken cancellationToken = default)
        {
            _entries[entry.Snapshot.DataDigest] = entry;
            return Task.CompletedTask;
        }
    }
}
