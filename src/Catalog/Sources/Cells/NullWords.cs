namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Words that files write where a value is missing.</summary>
internal static class NullWords
{
    /// <summary>What stands for "missing" among words too; the others may be words themselves: a country NA, a garage None.</summary>
    public const string Everywhere = "?";

    public static HashSet<string> All { get; } = new(StringComparer.Ordinal)
    {
        Everywhere, "NA", "na", "N/A", "n/a", "N.A.", "n.a.", "#N/A", "#NA", "<NA>", "NaN", "nan", "NAN", "NaT", "null", "NULL", "Null", "(null)", "nil", "None", "none", "NONE",
        "-", "--", "---", "–", "—", ".", "..", "\\N", "empty", "Empty", "EMPTY", "missing", "Missing", "MISSING", "unknown", "Unknown", "UNKNOWN", "#DIV/0!", "#VALUE!", "#REF!", "#NULL!", "#NAME?", "#NUM!",
    };
}
