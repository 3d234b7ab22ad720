namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>A folder for half-made files, gone with all that is in it when disposed.</summary>
internal sealed class ScratchFolder(Home home) : IDisposable
{
    private readonly string _path = Directory.CreateDirectory(Path.Combine(home.Scratch, $"read-{Guid.NewGuid():n}")).FullName;
    private int _files;

    public string NewFile(string extension) => Path.Combine(_path, $"{_files++}{extension}");

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
