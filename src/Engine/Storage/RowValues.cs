using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>The values of a row. SQLite does not notice each bit that flips: a column can have a value that nobody writes there.</summary>
internal static class RowValues
{
    /// <param name="what">What the row is, for the error.</param>
    /// <exception cref="DamagedRecordException">A column has no value, or one of another type.</exception>
    public static T Of<T>(SqliteDataReader row, Func<SqliteDataReader, T> read, string what)
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is InvalidCastException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new DamagedRecordException($"{what} is not what was written: {e.Message}", e);
        }
    }
}
