using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>Reads all of a database, which an engine may be writing, and says what is not whole.</summary>
internal static class DatabaseCheck
{
    /// <returns>A sentence for each fault; none when all is well.</returns>
    /// <exception cref="IOException">There is no such database, or it cannot be opened.</exception>
    public static IReadOnlyList<string> Faults(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadOnly);
            return IntegrityCheck.OfPages(connection, withIndexes: true) is { Count: > 0 } pages ? pages : IntegrityCheck.OfRows(connection);
        }
        catch (SqliteException e) when (DamagedDatabase.IsMeantBy(e))
        {
            return [e.Message.TrimEnd('.')];
        }
    }

    /// <exception cref="IOException">There is no such database, or it cannot be opened.</exception>
    public static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new IOException($"'{file}' cannot be opened: {e.Message}", e);
        }
    }
}
