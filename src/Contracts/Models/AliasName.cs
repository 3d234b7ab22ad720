namespace Mdlc.Contracts.Models;

/// <summary>The names that move from version to version; each move is kept for ever.</summary>
public static class AliasName
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Previous = "previous";
}
