using Mdlc.Catalog.Metadata.Sql;

namespace Mdlc.Catalog.Metadata.Sqlite;

/// <summary>The catalog in the home's SQLite file.</summary>
public sealed class SqliteCatalog : ICatalog
{
    private readonly Database _database;

    /// <remarks>Nothing is opened before the first call.</remarks>
    public SqliteCatalog(Home home, CatalogAccess access = CatalogAccess.ReadWrite)
    {
        _database = access == CatalogAccess.ReadWrite ? new SqliteDatabase(home) : new ReadOnlySqliteDatabase(home);
        Runs = new SqlRunStore(_database);
        Models = new SqlModelStore(_database);
        Servers = new SqlServerStore(_database);
        Snapshots = new SqlSnapshotStore(_database);
        Stages = new SqlStageStore(_database);
    }

    public IRunStore Runs { get; }

    public IModelStore Models { get; }

    public IServerStore Servers { get; }

    public ISnapshotStore Snapshots { get; }

    public IStageStore Stages { get; }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
