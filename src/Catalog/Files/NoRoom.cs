using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Microsoft.Data.Sqlite;

namespace Mdlc.Catalog.Files;

/// <summary>The one place that knows how a full disk shows: each library that writes for us says it in words or numbers of its own.</summary>
public static class NoRoom
{
    private const int Full = 13;

    /// <summary>Where less than this is free, an error that may have other causes comes of it.</summary>
    private const long NextToNothing = 64 << 10;

    private const int MostCharacters = 300;

    /// <summary>
    /// ENOSPC, EDQUOT (Linux, macOS) and EFBIG, a limit on the size of files; what Windows calls them: disk full, for two kinds of calls, quota, and file
    /// too large.
    /// </summary>
    private static readonly int[] Numbers =
    [
        28, OperatingSystem.IsMacOS() ? 69 : 122, 27,
        unchecked((int)0x80070070), unchecked((int)0x80070027), unchecked((int)0x8007050F), unchecked((int)0x800700DF),
    ];

    /// <summary>Extended codes of SQLite's error of input and output: a write, or growing or mapping the index of the write-ahead log, was refused.</summary>
    private static readonly int[] RefusedWrites = [778, 4874, 5386, 4618];

    /// <summary>.NET's words, without a number, where room is reserved as a file is made.</summary>
    private static readonly string[] Reserving = ["because the disk was full", "because the file was too large"];

    private static readonly string[] Words = ["no space left", "disk quota exceeded", "file too large", "not enough space on the disk", "could not write"];

    /// <summary>Whether an exception, or one that it stands for, comes of a disk without room.</summary>
    public static bool IsMeantBy(Exception exception) => Cause(exception) is not null;

    /// <summary>The same as a sentence: what was found, that nothing else is at fault, what to do.</summary>
    /// <param name="folders">Those that are written to; how much is free on the disk of each is told, once for those of one disk.</param>
    public static NoRoomException Told(Exception exception, params IReadOnlyList<string> folders)
    {
        var cause = Cause(exception) ?? exception;
        return cause as NoRoomException ?? new NoRoomException(
            $"There is no room on the disk: {OneLine(cause.Message)}. {string.Join("; ", folders.Select(Free).DistinctBy(free => free.Figures).Select(free => $"{free.Figures} at {free.Folder}"))}. "
            + "Nothing that was read is at fault. Make room, and it can go on.",
            exception);
    }

    /// <summary>Whether hardly anything fits on a folder's disk any more. False where that cannot be found out.</summary>
    public static bool IsIn(string folder) => FreeBytes(folder) is { } free && free < NextToNothing;

    /// <summary>What this user may still write on a folder's disk; null where that cannot be found out.</summary>
    public static long? FreeBytes(string folder) => OfDrive(folder, drive => (long?)drive.AvailableFreeSpace);

    /// <summary>The innermost exception that says it.</summary>
    private static Exception? Cause(Exception exception)
    {
        if (exception is NoRoomException)
        {
            return exception;
        }

        var inner = exception is AggregateException many
            ? many.InnerExceptions.Select(Cause).FirstOrDefault(cause => cause is not null)
            : exception.InnerException is { } one ? Cause(one) : null;
        return inner ?? (Says(exception) ? exception : null);
    }

    private static bool Says(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == Full || RefusedWrites.Contains(sqlite.SqliteExtendedErrorCode),
        DuckDBException duck => Says(duck),
        IOException file => Numbers.Contains(file.HResult) || Array.Exists(Reserving, file.Message.Contains),
        _ => false,
    };

    /// <summary>Of the engine's own words only: a message about data quotes them, and a cell may hold any words.</summary>
    private static bool Says(DuckDBException duck) => duck.ErrorType switch
    {
        DuckDBErrorType.Io or DuckDBErrorType.Fatal or DuckDBErrorType.Internal => Array.Exists(Words, word => duck.Message.Contains(word, StringComparison.OrdinalIgnoreCase)),

        // What memory does not hold is written to the scratch folder; when that cannot grow, the error is still called one of memory.
        DuckDBErrorType.OutOfMemory => duck.Message.Contains("temp_directory", StringComparison.Ordinal) || duck.Message.Contains("offload", StringComparison.Ordinal),
        _ => false,
    };

    private static (string Folder, string Figures) Free(string folder) =>
        (folder, OfDrive(folder, drive => $"{ByteCount.Show(drive.AvailableFreeSpace)} of {ByteCount.Show(drive.TotalSize)} are free") ?? "it cannot be told what is free");

    /// <returns>Null where the disk cannot be asked.</returns>
    private static T? OfDrive<T>(string folder, Func<DriveInfo, T> ask)
    {
        try
        {
            return ask(new DriveInfo(Existing(folder)));
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return default;
        }
    }

    /// <summary>The folder, or the nearest above it that is there.</summary>
    private static string Existing(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Directory.Exists(at) && Path.GetDirectoryName(at) is { } above)
        {
            at = above;
        }

        return at;
    }

    private static string OneLine(string message)
    {
        var line = message.ReplaceLineEndings("\n").Split('\n')[0].Trim().TrimEnd('.');
        return line.Length > MostCharacters ? string.Concat(line.AsSpan(0, MostCharacters), "…") : line;
    }
}
