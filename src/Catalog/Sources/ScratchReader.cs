using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Snapshots;

namespace Mdlc.Catalog.Sources;

/// <summary>Reads sources for those who must leave nothing behind: into a home of its own, in a temporary folder, that is gone when this is disposed.</summary>
public sealed class ScratchReader : IDisposable
{
    public ScratchReader(TimeProvider time)
    {
        Home = new Home(Directory.CreateTempSubdirectory("mdlc-").FullName);
        Artifacts = new ArtifactStore(Home);
        Snapshots = new SnapshotStore(Home);
        Reader = new SourceReader(Home, Artifacts, new SnapshotWriter(Artifacts, Snapshots, time));
    }

    public Home Home { get; }

    public ArtifactStore Artifacts { get; }

    public SnapshotStore Snapshots { get; }

    public SourceReader Reader { get; }

    public void Dispose() => Directory.Delete(Home.Root, recursive: true);
}
