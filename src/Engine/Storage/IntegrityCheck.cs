using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>Whether a database is whole: its pages and the chain of every run's log, and what every row holds.</summary>
internal static class IntegrityCheck
{
    private const int MostFaults = 10;

    private static readonly (string Query, string Fault)[] Chains =
    [
        ("SELECT run_key FROM log GROUP BY run_key HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)", "the log of run {0} has a gap"),
        ("SELECT DISTINCT run_key FROM log WHERE run_key NOT IN (SELECT run_key FROM runs)", "there is a log of run {0} and no such run"),
        ("SELECT run_key FROM runs WHERE run_key NOT IN (SELECT run_key FROM log)", "run {0} has no log"),
    ];

    private static readonly (string Query, string Fault)[] ClosedChains =
    [
        ("SELECT run_key FROM runs WHERE summary IS NOT NULL AND run_key NOT IN (SELECT run_key FROM closed)", "run {0} has closed and is not listed"),
        ("SELECT run_key FROM closed WHERE run_key NOT IN (SELECT run_key FROM runs WHERE summary IS NOT NULL)", "run {0} is listed and has not closed"),
        ("SELECT DISTINCT run_key FROM attributes WHERE run_key NOT IN (SELECT run_key FROM closed)", "there are search attributes of run {0} and it is not listed"),
    ];

    private static readonly (string Table, string Columns, string Checksum, string Name)[] Rows =
    [
        ("runs", "run_key, namespace, workflow_id, run_id, request_id", "crc", "what is listed of run {0}"),
        ("runs", "run_key, summary", "summary_crc", "how run {0} closed"),
        ("closed", EngineDatabase.ClosedColumns, "crc", "what is listed of closed run {0}"),
        ("attributes", "run_key, name, kind, value", "crc", "search attribute {1} of run {0}"),
        ("log", "run_key, sequence, kind, data", "crc", "record {1} of run {0}"),
        ("outbox", "id, kind, run_key, event_id", "crc", "promise {0}"),
        ("settings", "key, value", "crc", "setting {0}"),
        ("schedules", "namespace, schedule_id, state", "crc", "schedule {1}"),
    ];

    /// <param name="withIndexes">Whether each row is looked for in each index of its table, too, which takes several times as long.</param>
    /// <returns>A sentence for each fault of the pages and chains; none when all is well.</returns>
    public static IReadOnlyList<string> OfPages(SqliteConnection connection, bool withIndexes)
    {
        var pages = Read(connection, $"PRAGMA {(withIndexes ? "integrity_check" : "quick_check")}({MostFaults})").Where(line => line != "ok").ToList();
        return pages.Count > 0
            ? pages
            : [.. Chains.Concat(ListsClosed(connection) ? ClosedChains : [])
                .SelectMany(chain => Read(connection, $"{chain.Query} LIMIT {MostFaults}").Select(key => string.Format(null, chain.Fault, key)))];
    }

    /// <summary>Holds every row against its checksum, which reads all there is. A database of before there were checksums has no faults here.</summary>
    /// <returns>A sentence for each fault; none when all is well.</returns>
    public static IReadOnlyList<string> OfRows(SqliteConnection connection) =>
        [.. Rows.SelectMany(rows => HasColumn(connection, rows.Table, rows.Checksum) ? Damaged(connection, rows) : []).Take(MostFaults)];

    private static IEnumerable<string> Damaged(SqliteConnection connection, (string Table, string Columns, string Checksum, string Name) rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {rows.Columns}, {rows.Checksum} FROM {rows.Table}";
        using var row = command.ExecuteReader();
        var values = new object[row.FieldCount];
        while (row.Read())
        {
            row.GetValues(values);
            if (!Checksum.IsOf(row, values.Length - 1, values.AsSpan(..^1)))
            {
                yield return $"{string.Format(null, rows.Name, values)} is not what was written: its checksum differs";
            }
        }
    }

    /// <summary>Whether all closed runs are listed: not in a file that a version wrote which had no such table, until an engine has listed them.</summary>
    private static bool ListsClosed(SqliteConnection connection) =>
        HasColumn(connection, "closed", "crc") && Read(connection, $"SELECT key FROM settings WHERE key = '{EngineDatabase.ListedSetting}'").Count > 0;

    private static bool HasColumn(SqliteConnection connection, string table, string column) =>
        Read(connection, $"SELECT name FROM pragma_table_info('{table}')").Contains(column);

    private static List<string> Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        var lines = new List<string>();
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                lines.Add(reader.GetString(0));
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteError.Corrupt)
        {
            lines.Add(e.Message);
        }

        return lines;
    }
}
