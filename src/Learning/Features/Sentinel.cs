using System.Globalization;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Learning.Features;

/// <summary>
/// A value that by custom stands for "missing" and stands apart from the rest of its column. It is told, never taken for missing by itself: what
/// means nothing to one means a number to another.
/// </summary>
/// <param name="Value">The value; of a time, Unix seconds.</param>
/// <param name="Count">Rows that hold it.</param>
/// <param name="Next">The nearest other value of the column.</param>
/// <param name="Farthest">The farthest other value.</param>
public sealed record Sentinel(string Column, ColumnType Type, double Value, long Count, long Rows, double Next, double Farthest)
{
    private const double LeastShare = 0.001;
    private const int FewestRows = 3;

    /// <summary>−1 is an ordinary number too: it has to be frequent.</summary>
    private const double LeastShareOfMinusOne = 0.02;

    private static readonly double[] Numbers = [-1, -9, -99, -999, -9999, -99999, -999999, 99, 999, 9999, 99999, 999999, 9999999, 99999999];

    private static readonly double[] Days = [.. new[] { "0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "2099-12-31", "2999-12-31", "9999-12-31" }
        .Select(day => (DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalSeconds)];

    /// <summary>Whether a value at an end of a column is one of those that custom knows.</summary>
    public static bool IsCustomary(ColumnType type, double value) =>
        type == ColumnType.Timestamp ? Days.Contains(Math.Floor(value / 86_400) * 86_400) : Numbers.Contains(value);

    /// <summary>Whether it is frequent, and farther from the rest than the rest is wide.</summary>
    public bool StandsOut => Value == -1 && Type != ColumnType.Timestamp
        ? Next >= 0 && Count >= LeastShareOfMinusOne * Rows && Farthest > 1
        : Count >= Math.Max(FewestRows, LeastShare * Rows) && Math.Abs(Value - Next) > Math.Abs(Farthest - Next);

    public string Note()
    {
        var value = Text(Value);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"column '{Column}' is {value} in {Count} of {Rows} rows, apart from all others ({Text(Math.Min(Next, Farthest))} to {Text(Math.Max(Next, Farthest))}); "
            + $"if that means 'missing', say so: nullValues: [{{{Column}: [\"{value}\"]}}], as it is written in the file");
    }

    private string Text(double value) => Type == ColumnType.Timestamp
        ? DateTime.UnixEpoch.AddSeconds(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
