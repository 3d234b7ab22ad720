using System.Text;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What a column that the source declares boolean may hold besides true and false; by itself only those two make a column boolean.</summary>
internal static class BooleanWords
{
    private static readonly string[] Yes = ["true", "t", "yes", "y", "1"];
    private static readonly string[] No = ["false", "f", "no", "n", "0"];

    public static bool IsBoolean(ReadOnlySpan<byte> cell) => IsTrue(cell) || IsOneOf(cell, No);

    public static bool IsTrue(ReadOnlySpan<byte> cell) => IsOneOf(cell, Yes);

    /// <summary>The SQL that turns such a text column into a boolean.</summary>
    public static string Sql(string column) => DuckDb.Sql.IsOneOf($"lower({column})", DuckDb.Sql.List(Yes));

    private static bool IsOneOf(ReadOnlySpan<byte> cell, string[] words)
    {
        foreach (var word in words)
        {
            if (Ascii.EqualsIgnoreCase(cell, word))
            {
                return true;
            }
        }

        return false;
    }
}
