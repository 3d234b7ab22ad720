using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>Copies a database while an engine writes it. The copy holds all commits up to one, and nothing of those after it.</summary>
internal static class DatabaseBackup
{
    /// <exception cref="IOException">There is no such database, or there is something at the target.</exception>
    /// <exception cref="InvalidDataException">The copy is damaged, which means that the database is.</exception>
    public static void Copy(string from, string to)
    {
        if (!File.Exists(from))
        {
            throw new FileNotFoundException($"There is no database '{from}' to copy.", from);
        }

        if (File.Exists(to))
        {
            throw new IOException($"'{to}' exists: a backup never overwrites. Name another file, or remove it.");
        }

        // What is not whole must not have the name of a backup.
        var partial = to + ".partial";
        File.Delete(partial);
        try
        {
            CopyPages(from, partial);
            Check(partial);
            using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, to);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void CopyPages(string from, string to)
    {
        using var source = DatabaseCheck.Open(from, SqliteOpenMode.ReadOnly);
        using var target = DatabaseCheck.Open(to, SqliteOpenMode.ReadWriteCreate);

        // One step over all pages: it reads one snapshot of the write-ahead log, and keeps no writer waiting.
        source.BackupDatabase(target);

        // A backup is one file: without the journal mode of the original, which needs two more beside it.
        using var command = target.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=DELETE";
        command.ExecuteNonQuery();
    }

    private static void Check(string file)
    {
        if (DatabaseCheck.Faults(file) is { Count: > 0 } faults)
        {
            throw new InvalidDataException($"The copy is damaged, so the database is: {string.Join("; ", faults)}. Keep your last good backup.");
        }
    }
}
