using Mdlc.Catalog.Artifacts;

namespace Mdlc.Activities.Monitoring;

/// <summary>A window's rows as a Parquet file: a snapshot of the store, or a file that is gone when this is disposed.</summary>
internal sealed class WindowFile : IDisposable
{
    private readonly VerifiedArtifact? _snapshot;

    private WindowFile(string path, VerifiedArtifact? snapshot)
    {
        Path = path;
        _snapshot = snapshot;
    }

    public string Path { get; }

    public static WindowFile Of(VerifiedArtifact snapshot) => new(snapshot.Path, snapshot);

    /// <param name="write">Makes the file; when it throws, nothing is left of it.</param>
    public static async Task<WindowFile> NewAsync(string path, Func<string, Task> write)
    {
        var file = new WindowFile(path, null);
        try
        {
            await write(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_snapshot is null)
        {
            File.Delete(Path);
        }
        else
        {
            _snapshot.Dispose();
        }
    }
}
