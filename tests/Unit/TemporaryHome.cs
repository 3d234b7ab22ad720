using Mdlc.Catalog;

namespace Mdlc.Unit.Tests;

/// <summary>A home of its own for a test, gone when it is disposed of.</summary>
internal sealed class TemporaryHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-test-");

    public TemporaryHome() => Home = new Home(Path.Combine(_folder.FullName, "home"));

    public Home Home { get; }

    public void Dispose()
    {
        // Packages are read-only files; deleting needs only the folder's permission.
        _folder.Delete(recursive: true);
    }
}
