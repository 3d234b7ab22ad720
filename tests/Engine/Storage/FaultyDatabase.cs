using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Tests.Storage;

/// <summary>A database in a file of its own, on a disk that fails when it is told.</summary>
internal sealed class FaultyDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-faulty-");

    public FaultyDatabase() => Database = EngineDatabase.Open(File, Durability.Strict, vfs: Disk.Name);

    public FaultyDisk Disk { get; } = new();

    public EngineDatabase Database { get; }

    private string File => Path.Combine(_folder.FullName, "engine.db");

    /// <summary>Changes the file beside the engine, as damage does.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Vfs={Disk.Name}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Disk.Recover();
        Database.Dispose();
        Disk.Dispose();
        _folder.Delete(recursive: true);
    }
}
