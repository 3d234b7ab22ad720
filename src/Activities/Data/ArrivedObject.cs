namespace Mdlc.Activities.Data;

/// <summary>A source as a file that can be read; a copy of ours is gone when disposed.</summary>
public sealed class ArrivedObject : IDisposable
{
    private readonly string? _copy;

    private ArrivedObject(string path, string? copy)
    {
        Path = path;
        _copy = copy;
    }

    public string Path { get; }

    public static ArrivedObject InPlace(string path) => new(path, null);

    /// <param name="folder">Holds the file and nothing else.</param>
    public static ArrivedObject Copy(string path, string folder) => new(path, folder);

    public void Dispose()
    {
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }
}
