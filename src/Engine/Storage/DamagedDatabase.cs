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
        is SqliteException { SqliteErrorCode: SqliteError.Corrupt or SqliteError.NotADatabase or SqliteError.InputOutput }
        or InvalidProtocolBufferException or JsonException or UnreadableLogException;
}
