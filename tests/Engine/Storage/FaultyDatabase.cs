using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

/// <summary>A database in a file of its own, on a disk that fails when it is told.</summary>
internal sealed class FaultyDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-faulty-");

    public FaultyDatabase() => Database = EngineDatabase.Open(Path.Combine(_folder.FullName, "engine.db"), Durability.Strict, vfs: Disk.Name);

    public FaultyDisk Disk { get; } = new();

    public EngineDatabase Database { get; }

    public void Dispose()
    {
        Disk.Recover();
        Database.Dispose();
        Disk.Dispose();
        _folder.Delete(recursive: true);
    }
}
