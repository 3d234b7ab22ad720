using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>Makes a database refuse what is written to it, as a disk does that is full or fails; from outside, while the engine has it open.</summary>
internal static class RefusingDisk
{
    private static readonly string[] Tables = ["runs", "log", "outbox", "settings", "schedules"];

    public static void Begin(string file) => Execute(file, Tables.Select(table =>
        $"CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'the disk refuses'); END"));

    public static void End(string file) => Execute(file, Tables.Select(table => $"DROP TRIGGER IF EXISTS refuse_{table}"));

    private static void Execute(string file, IEnumerable<string> statements)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Join(';', statements);
        command.ExecuteNonQuery();
    }
}
