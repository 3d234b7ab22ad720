using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata.Sql;
using Mdlc.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace Mdlc.Catalog.Metadata.Sqlite;

/// <summary>What SQLite says, as a sentence: what was found, what was expected, what to do.</summary>
internal static class SqliteFaults
{
    private const int Sql = 1;
    private const int NoPermission = 3;
    private const int ReadOnlyFile = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>Extended codes of <see cref="InputOutput"/>: a part of the file cannot be read, or is not there.</summary>
    private static readonly int[] Unreadable = [266, 522, 8458];

    /// <summary>True where the file, or its write-ahead log's index, cannot be had as it was asked for.</summary>
    public static bool IsRefused(SqliteException error) => error.SqliteErrorCode is NoPermission or ReadOnlyFile or CannotOpen;

    /// <param name="opening">Whether the work is to open the catalog: what is refused then stays refused.</param>
    /// <exception cref="FaultException">The catalog is damaged, or cannot be opened.</exception>
    /// <exception cref="NoRoomException">The disk is full.</exception>
    /// <exception cref="IOException">It cannot be used at this moment: it is locked.</exception>
    public static async Task<T> TranslateAsync<T>(Home home, bool opening, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DamagedRowException row)
        {
            throw Damaged(home, row.Message, row);
        }
        catch (SqliteException error) when (IsForWantOfRoom(error, home))
        {
            throw NoRoom.Told(error, home.Root);
        }
        catch (SqliteException error) when (MeansDamage(error))
        {
            throw Damaged(home, error.Message.TrimEnd('.'), error);
        }
        catch (SqliteException error) when (opening && (IsRefused(error) || error.SqliteErrorCode == InputOutput))
        {
            throw FaultException.InEnvironment(
                $"The catalog {home.CatalogFile} cannot be opened for writing ({error.Message}); check that the folder is writable, "
                + "or choose another home with MDLC_HOME.",
                error);
        }
        catch (SqliteException error)
        {
            throw new IOException($"The catalog {home.CatalogFile} cannot be used now: {error.Message.TrimEnd('.')}. See that no other process holds it, and try again.", error);
        }
    }

    public static FaultException Damaged(Home home, string what, Exception? inner = null) =>
        FaultException.InEnvironment(
            $"The catalog {home.CatalogFile} is damaged: {what}. Put a backup in its place (with the files {Path.GetFileName(home.CatalogFile)}-wal and "
            + $"-shm removed), or choose another home with MDLC_HOME.",
            inner);

    public static FaultException NoFolder(Home home, Exception? inner) =>
        FaultException.InEnvironment(
            $"The home {home.Root} cannot be used: {(File.Exists(home.Root) ? "it is a file, expected a folder" : inner?.Message)}; "
            + "choose another with MDLC_HOME.",
            inner);

    public static FaultException TooNew(Home home, long version) =>
        FaultException.InEnvironment(
            $"The catalog {home.CatalogFile} has schema version {version}, this mdlc knows up to {SqliteSchema.Steps.Count}: "
            + "it was written by a newer mdlc; use that one.");

    /// <summary>Also an error that does not say it: where a file beside the database cannot be made, only the disk tells why.</summary>
    public static bool IsForWantOfRoom(SqliteException error, Home home) =>
        NoRoom.IsMeantBy(error) || (error.SqliteErrorCode is InputOutput or CannotOpen && NoRoom.IsIn(home.Root));

    // An error of SQL, or a constraint that does not hold, means that the tables are not ours any more: what is written was read before.
    private static bool MeansDamage(SqliteException error) =>
        error.SqliteErrorCode is Sql or Corrupt or Constraint or NotADatabase || Unreadable.Contains(error.SqliteExtendedErrorCode);
}
