using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources;

/// <summary>What it means for a person that a source could not be read: the engine's errors tell of statements and settings that nobody wrote.</summary>
internal static class SourceFaults
{
    private const int MostLines = 3;
    private const int MostCharacters = 400;

    // ENOSPC and EDQUOT, and what Windows calls the former.
    private static readonly int[] DiskFull = [28, 122, unchecked((int)0x80070070)];

    // What follows them is a statement, advice on settings, or the engine's own affairs.
    private static readonly string[] Ends = ["LINE ", "Possible ", "Candidate ", "Stack Trace", "This error signals", "* ", "file =", "Did you mean"];

    public static bool IsDiskFull(IOException exception) => DiskFull.Contains(exception.HResult);

    public static FaultException DiskIsFull(string path, Home home, Exception inner) => FaultException.InResource(
        $"{path} cannot be read: no space is left where half-made files lie, {home.Scratch}. Free some, or use another home (--home, MDLC_HOME).", inner);

    public static FaultException Of(DuckDBException exception, string path, Home home)
    {
        var first = FirstLines(exception.Message);
        var isSpill = first.Contains("temp_directory", StringComparison.Ordinal) || first.Contains("offload", StringComparison.Ordinal);
        return exception.ErrorType == DuckDBErrorType.OutOfMemory && !isSpill
            ? FaultException.InResource(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} cannot be read: it takes more memory than the {new DuckDbOptions().MemoryMiB} MiB that reading may use. "
                    + $"Write it as several files that a glob names, with smaller row groups, or without columns that nobody needs."),
                exception)
            : isSpill || IsDiskFull(exception.Message)
                ? DiskIsFull(path, home, exception)
                : FaultException.InData($"{path} cannot be read: {first}", exception);
    }

    private static bool IsDiskFull(string message) =>
        message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
        || message.Contains("could not write", StringComparison.OrdinalIgnoreCase)
        || message.Contains("disk quota", StringComparison.OrdinalIgnoreCase);

    /// <summary>The engine's sentence without the statement, the dump of settings and the whole line that follow it.</summary>
    private static string FirstLines(string message)
    {
        var lines = message.ReplaceLineEndings("\n").Replace('\0', '␀').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .TakeWhile(line => !Ends.Any(end => line.StartsWith(end, StringComparison.Ordinal))).Take(MostLines);
        var text = string.Join(' ', lines);
        return text.Length > MostCharacters ? string.Concat(text.AsSpan(0, MostCharacters), "…") : text;
    }
}
