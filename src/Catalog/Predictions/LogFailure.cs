using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Mdlc.Catalog.Predictions;

/// <summary>Why the prediction log could not be written: because of the machine, which may be mended, or because of the rows, which stay what they are.</summary>
public static class LogFailure
{
    // What DuckDB says of a disk without calling it an I/O error.
    private static readonly string[] OfADisk = ["No space left", "could not write", "disk quota", "temp_directory", "offload"];

    /// <returns>True: the same rows can be written later. False: they cannot, or not with others.</returns>
    public static bool IsOfTheMachine(Exception failure) => failure switch
    {
        IOException or UnauthorizedAccessException => true,
        DuckDBException refused => refused.ErrorType is DuckDBErrorType.Io or DuckDBErrorType.Permission
            || OfADisk.Any(words => refused.Message.Contains(words, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}
