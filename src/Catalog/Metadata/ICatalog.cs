namespace Mdlc.Catalog.Metadata;

/// <summary>
/// What exists and where it came from: runs, model versions, aliases, servers, snapshots. Safe for any number of threads and processes at once;
/// every method is one transaction.
/// </summary>
public interface ICatalog : IAsyncDisposable
{
    IRunStore Runs { get; }

    IModelStore Models { get; }

    IServerStore Servers { get; }

    ISnapshotStore Snapshots { get; }

    IStageStore Stages { get; }
}
