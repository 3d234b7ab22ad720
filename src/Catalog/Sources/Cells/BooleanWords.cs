using System.Text;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What a column that the source declares boolean may hold besides true and false; by itself only those two make a column boolean.</summary>
internal static class BooleanWords
{
    private static readonly string[] Yes = ["true", "t", "yes", "y", "1"];
    private static readonly string[] No = ["false", "f", "no", "n", "0"];

    public static bool IsBoolean(ReadOnlySpan<byte> cell)
    {
        foreach (var word in Yes)
        {
            if (Ascii.EqualsIgnoreCase(cell, word))
            {
                return true;
            }
        }

        foreach (var word in No)
        {
            if (Ascii.EqualsIgnoreCase(cell, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The SQL that turns such a text column into a boolean.</summary>
    public static string Sql(string column) => DuckDb.Sql.IsOneOf($"lower({column})", DuckDb.Sql.List(Yes));
}
