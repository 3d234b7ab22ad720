using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources;

/// <summary>What it means for a person that a source could not be read: the engine's errors tell of statements and settings that nobody wrote.</summary>
internal static class SourceFaults
{
    private const int MostLines = 3;
    private const int MostCharacters = 400;

    // What follows them is a statement, advice on settings, or the engine's own affairs.
    private static readonly string[] Ends = ["LINE ", "Possible ", "Candidate ", "Stack Trace", "This error signals", "* ", "file =", "Did you mean"];

    /// <returns>A <see cref="NoRoomException"/> where the disk has no room for half-made files, and a fault of data or resources otherwise.</returns>
    public static Exception Of(Exception exception, string path, Home home)
    {
        if (NoRoom.IsMeantBy(exception))
        {
            return NoRoom.Told(exception, home.Scratch);
        }

        var first = FirstLines(exception.Message);
        return exception is DuckDBException { ErrorType: DuckDBErrorType.OutOfMemory }
            ? FaultException.InResource(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} cannot be read: it takes more memory than the {new DuckDbOptions().MemoryMiB} MiB that reading may use. "
                    + $"Write it as several files that a glob names, with smaller row groups, or without columns that nobody needs."),
                exception)
            : FaultException.InData($"{path} cannot be read: {first}", exception);
    }

    /// <summary>The engine's sentence without the statement, the dump of settings and the whole line that follow it.</summary>
    private static string FirstLines(string message)
    {
        var lines = message.ReplaceLineEndings("\n").Replace('\0', '␀').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .TakeWhile(line => !Ends.Any(end => line.StartsWith(end, StringComparison.Ordinal))).Take(MostLines);
        var text = string.Join(' ', lines);
        return text.Length > MostCharacters ? string.Concat(text.AsSpan(0, MostCharacters), "…") : text;
    }
}
