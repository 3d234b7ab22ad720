using System.Globalization;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Learning.Features;

/// <summary>
/// Tells columns that number the rows of a file. Such a number says where a row stood, which a row to be scored has no place for; and where the
/// file is sorted by what is to be learned, it tells the label.
/// </summary>
public static partial class RowNumbers
{
    /// <summary>Fewer rows than this prove nothing by their order.</summary>
    private const int FewestRows = 50;

    /// <summary>Rows that a split or a quarantine has taken out leave gaps: of so many numbers, at least, one is there.</summary>
    private const double LeastDense = 0.9;

    /// <summary>The first rows may be among those taken out.</summary>
    private const double LargestStart = 20;

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "", "id", "idx", "ix", "index", "row", "rowid", "rowidx", "rowindex", "rownum", "rownumber", "rowno", "rownr", "rowname", "rownames", "no", "nr", "num",
        "number", "record", "recordid", "recordno", "recordnr", "recordnumber", "recno", "recid", "seq", "seqno", "sequence", "serial", "serialno", "sno", "srno",
        "slno", "line", "lineno", "linenumber", "instant", "obs", "observation", "key", "lfdnr", "unnamed", "unnamed0",
    };

    /// <param name="others">Every column's name: in a file without a header all of them are made up.</param>
    /// <param name="trainShare">The share of the file's rows that the statistics are of.</param>
    /// <returns>Why the column numbers the rows; null: it does not.</returns>
    public static string? ReasonOf(FeatureStatistics column, IReadOnlyCollection<string> others, double trainShare = 1)
    {
        if (!IsRisingWhole(column))
        {
            return null;
        }

        var numbers = column.Max - column.Min + 1;
        var isCounting = column.Min is >= 0 and <= LargestStart && column.Rows >= LeastDense * trainShare * numbers;
        return isCounting ? string.Create(CultureInfo.InvariantCulture, $"numbers the rows: counts up from {column.Min:0} to {column.Max:0} in their order")
            : Names.Contains(Plain(column.Name)) ? "numbers the rows: its name says so, every value is different, and they rise from row to row"
            : IsUnnamed(column.Name, others) ? "numbers the rows: it has no name, every value is different, and they rise from row to row"
            : null;
    }

    /// <summary>Whole numbers, each above the one before.</summary>
    public static bool IsRisingWhole(FeatureStatistics column) =>
        column is { Rising: true, Whole: true, Missing: 0, Rows: >= FewestRows, Type: ColumnType.Integer or ColumnType.Number };

    private static string Plain(string name) => NoLetters.Replace(name, "").ToLowerInvariant();

    private static bool IsUnnamed(string name, IReadOnlyCollection<string> others) =>
        MadeUp.IsMatch(name) && others.Count(MadeUp.IsMatch) == 1;

    /// <summary>What a nameless column is called when it is read.</summary>
    [GeneratedRegex("^column[0-9]+$")]
    private static partial Regex MadeUp { get; }

    [GeneratedRegex(@"[^\p{L}\p{N}]")]
    private static partial Regex NoLetters { get; }
}
