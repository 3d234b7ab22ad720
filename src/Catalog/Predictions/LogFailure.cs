using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Mdlc.Catalog.Files;

namespace Mdlc.Catalog.Predictions;

/// <summary>Why the prediction log could not be written: because of the machine, which may be mended, or because of the rows, which stay what they are.</summary>
public static class LogFailure
{
    /// <returns>True: the same rows can be written later. False: they cannot, or not with others.</returns>
    public static bool IsOfTheMachine(Exception failure) => failure switch
    {
        IOException or UnauthorizedAccessException => true,
        DuckDBException refused => refused.ErrorType is DuckDBErrorType.Io or DuckDBErrorType.Permission || NoRoom.IsMeantBy(refused),
        _ => false,
    };
}
