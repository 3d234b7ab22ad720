using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>SQLite's numbers of the errors that are told apart.</summary>
internal static class SqliteError
{
    public const int Sql = 1;
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int NotADatabase = 26;

    /// <summary>Extended codes of <see cref="InputOutput"/>: a part of the file cannot be read, or is not there.</summary>
    private static readonly int[] Unreadable = [266, 522, 8458];

    /// <summary>Whether what was to be read is not as it was written. A full disk has errors of input and output, too, which pass.</summary>
    public static bool MeansDamage(SqliteException e) => e.SqliteErrorCode == Corrupt || Unreadable.Contains(e.SqliteExtendedErrorCode);
}
