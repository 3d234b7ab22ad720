using System.Text.Json;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>How a database that cannot be read is refused.</summary>
internal static class DamagedDatabase
{
    public static InvalidDataException Refusal(string filename, string faults, Exception? cause = null) => new(
        $"'{filename}' is damaged: {faults}. Put a backup in its place (with the files '{filename}-wal' and '{filename}-shm' removed),"
        + " or name another file.", cause);

    /// <summary>Whether an error while the database is brought back means that what is in it is not what was written.</summary>
    public static bool IsMeantBy(Exception e) => e
        // An error of SQL means that the tables are not ours any more.
        is SqliteException { SqliteErrorCode: SqliteError.Sql or SqliteError.Corrupt or SqliteError.NotADatabase or SqliteError.InputOutput }
        or DamagedRecordException or UnreadableLogException or InvalidProtocolBufferException or JsonException or FormatException;
}
