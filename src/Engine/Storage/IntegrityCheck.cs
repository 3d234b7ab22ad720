using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>Whether a database is whole: its pages, and the chain of every run's log.</summary>
internal static class IntegrityCheck
{
    private const int MostFaults = 10;

    private static readonly (string Query, string Fault)[] Chains =
    [
        ("SELECT run_key FROM log GROUP BY run_key HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)", "the log of run {0} has a gap"),
        ("SELECT DISTINCT run_key FROM log WHERE run_key NOT IN (SELECT run_key FROM runs)", "there is a log of run {0} and no such run"),
        ("SELECT run_key FROM runs WHERE run_key NOT IN (SELECT run_key FROM log)", "run {0} has no log"),
        ("SELECT id FROM outbox WHERE run_key NOT IN (SELECT run_key FROM runs)", "promise {0} is of no run"),
    ];

    /// <returns>A sentence for each fault; none when all is well.</returns>
    public static IReadOnlyList<string> Faults(SqliteConnection connection)
    {
        var pages = Read(connection, $"PRAGMA quick_check({MostFaults})").Where(line => line != "ok").ToList();
        return pages.Count > 0
            ? pages
            : [.. Chains.SelectMany(chain => Read(connection, $"{chain.Query} LIMIT {MostFaults}").Select(key => string.Format(null, chain.Fault, key)))];
    }

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
