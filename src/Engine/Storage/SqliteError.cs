namespace Mdlc.Engine.Storage;

/// <summary>SQLite's numbers of the errors that are told apart.</summary>
internal static class SqliteError
{
    public const int Sql = 1;
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int NotADatabase = 26;
}
