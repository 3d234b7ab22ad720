using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Snapshots;

namespace Mdlc.Starter.Hosting;

/// <summary>Reads files for a command that must leave nothing behind: in a home of its own that is gone afterwards.</summary>
internal sealed class ScratchData : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-").FullName;

    public ScratchData(TimeProvider time)
    {
        Home = new Home(_folder);
        Artifacts = new ArtifactStore(Home);
        Snapshots = new SnapshotStore(Home);
        Reader = new SourceReader(Home, Artifacts, new SnapshotWriter(Artifacts, Snapshots, time));
    }

    public Home Home { get; }

    public ArtifactStore Artifacts { get; }

    public SnapshotStore Snapshots { get; }

    public SourceReader Reader { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
