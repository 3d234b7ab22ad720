using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Microsoft.Data.Sqlite;

namespace Mdlc.Catalog.Snapshots;

/// <summary>The catalog's list of snapshots by data digest, a table of the home's SQLite file. Safe for any number of processes.</summary>
public sealed class SnapshotStore(Home home)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS snapshots (
            data_digest TEXT PRIMARY KEY,
            snapshot    TEXT NOT NULL,
            source      TEXT NULL,
            statistics  TEXT NOT NULL,
            created     TEXT NOT NULL
        ) STRICT
        """;

    private readonly Lazy<string> _connectionString = new(() => Create(home));

    /// <summary>The snapshot of that digest; null when there is none.</summary>
    public async Task<SnapshotEntry?> FindAsync(string dataDigest, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT snapshot, source, statistics, created FROM snapshots WHERE data_digest = $digest";
        command.Parameters.AddWithValue("$digest", dataDigest);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Adds the snapshot, or takes the place of one of the same digest (whose file was lost).</summary>
    public async Task PutAsync(SnapshotEntry entry, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT OR REPLACE INTO snapshots (data_digest, snapshot, source, statistics, created)
            VALUES ($digest, $snapshot, $source, $statistics, $created)
            """;
        command.Parameters.AddWithValue("$digest", entry.Snapshot.DataDigest);
        command.Parameters.AddWithValue("$snapshot", MdlcJson.Serialize(entry.Snapshot));
        command.Parameters.AddWithValue("$source", entry.Source is null ? DBNull.Value : MdlcJson.Serialize(entry.Source));
        command.Parameters.AddWithValue("$statistics", MdlcJson.Serialize(entry.Statistics));
        command.Parameters.AddWithValue("$created", entry.Created.ToString("O", CultureInfo.InvariantCulture));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static SnapshotEntry Read(SqliteDataReader reader) => new(
        MdlcJson.Deserialize<SnapshotRef>(reader.GetString(0)),
        reader.IsDBNull(1) ? null : MdlcJson.Deserialize<SourceSpec>(reader.GetString(1)),
        MdlcJson.Deserialize<List<ColumnStatistics>>(reader.GetString(2)),
        DateTimeOffset.Parse(reader.GetString(3), CultureInfo.InvariantCulture));

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString.Value);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL;";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private static string Create(Home home)
    {
        Directory.CreateDirectory(home.Root);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = home.CatalogFile, DefaultTimeout = 10 }.ToString();
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; {Schema};";
        command.ExecuteNonQuery();
        return connectionString;
    }
}
