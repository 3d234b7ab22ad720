using System.Globalization;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Features;

namespace Mdlc.Learning.Drift;

/// <summary>
/// Tells numbers that go on whatever happens: a row's number, or a point in time written as a number. A later window has others, which is no drift.
/// Parts of time (an hour, a weekday, a month) come round again, and are compared.
/// </summary>
public static partial class GrowingNumbers
{
    /// <summary>Fewer rows than this prove nothing by their order.</summary>
    private const int FewestRows = 50;

    /// <summary>Of fewer different times it cannot be said that the rows are in their order.</summary>
    private const int FewestTimes = 10;

    /// <summary>Up to here numbers may be an hour, a day of a month or a month, which come round again.</summary>
    private const double LargestPart = 31;

    /// <summary>A split may have taken rows out: of numbers of rows at least so many are there.</summary>
    private const double LeastDense = 0.5;

    /// <summary>From 1980 to 2100 in seconds.</summary>
    private const double EarliestEpoch = 315_532_800, LatestEpoch = 4_102_444_800;

    /// <param name="values">In the order of the rows; NaN: missing.</param>
    /// <returns>Why the column's numbers go on, for a person; null: nothing says so.</returns>
    public static string? ReasonOf(string name, ReadOnlySpan<double> values)
    {
        var order = Order.Of(values);
        if (order.Rows < FewestRows)
        {
            return null;
        }

        if (order is { IsWhole: true, Missing: 0 } && (order.IsRising || order.IsFalling))
        {
            return $"it numbers the rows: whole numbers, each {(order.IsRising ? "above" : "below")} the one before";
        }

        if (IsNamedAsTime(name) && (order.IsInOrder || order.IsInReverse) && order.Changes >= FewestTimes - 1 && !(order is { Min: >= 0, Max: <= LargestPart, IsWhole: true }))
        {
            return "it is called as times are, and the rows are in its order";
        }

        if (!(order.IsWhole && IsDense(order.Missing, order.Rows, order.Min, order.Max)) && !EventTime.IsNamedAsTime(name))
        {
            return null;
        }

        double[] sorted = [.. values.ToArray().Where(double.IsFinite)];
        Array.Sort(sorted);
        return ReasonOf(name, sorted, order.Missing, order.Rows);
    }

    /// <summary>The same of a profile, which does not know the rows' order.</summary>
    public static string? ReasonOf(ColumnProfile profile) => profile is { Kind: ColumnKind.Numeric, Present: >= FewestRows }
        ? ReasonOf(profile.Name, [.. profile.Sample], profile.Missing, profile.Present)
        : null;

    private static string? ReasonOf(string name, ReadOnlySpan<double> sorted, long missing, long rows)
    {
        var (smallest, largest) = (sorted[0], sorted[^1]);
        if (IsDense(missing, rows, smallest, largest) && AllDiffer(sorted))
        {
            return string.Create(CultureInfo.InvariantCulture, $"it numbers the rows: whole numbers from {smallest:0} to {largest:0}, none of them twice");
        }

        return EventTime.IsNamedAsTime(name) && MayBeTimes(sorted)
            ? "it is called as times are, and holds points in time written as numbers"
            : null;
    }

    /// <summary>Whether numbers are such as points in time are written as, whatever their column is called.</summary>
    /// <param name="sorted">At least one, none missing, the smallest first.</param>
    public static bool MayBeTimes(ReadOnlySpan<double> sorted) => IsEpoch(sorted[0], sorted[^1]) || AreDates(sorted);

    private static bool IsDense(long missing, long rows, double smallest, double largest) => missing == 0 && rows >= LeastDense * (largest - smallest + 1);

    private static bool AllDiffer(ReadOnlySpan<double> sorted)
    {
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] != Math.Floor(sorted[i]) || (i > 0 && sorted[i] == sorted[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds since 1970.</summary>
    private static bool IsEpoch(double smallest, double largest)
    {
        foreach (var unit in (ReadOnlySpan<double>)[1, 1e3, 1e6, 1e9])
        {
            if (smallest >= EarliestEpoch * unit && largest <= LatestEpoch * unit)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>20240131 for 31 January 2024.</summary>
    private static bool AreDates(ReadOnlySpan<double> sorted)
    {
        foreach (var value in sorted)
        {
            if (value is < 19_000_101 or > 21_001_231 || value != Math.Floor(value) || (int)value / 100 % 100 is < 1 or > 12 || (int)value % 100 is < 1 or > 31)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A year is no name of a time by itself, as a car's or a house's is none; that the rows are in its order makes it one.</summary>
    private static bool IsNamedAsTime(string name) => EventTime.IsNamedAsTime(name) || YearName.IsMatch(name);

    [GeneratedRegex("^(year|yr|jahr)$", RegexOptions.IgnoreCase)]
    private static partial Regex YearName { get; }

    /// <summary>How values run through the rows.</summary>
    private readonly record struct Order
    {
        public int Rows { get; private init; }

        public int Missing { get; private init; }

        public double Min { get; private init; }

        public double Max { get; private init; }

        public bool IsWhole { get; private init; }

        /// <summary>Each above the one before.</summary>
        public bool IsRising { get; private init; }

        public bool IsFalling { get; private init; }

        /// <summary>None below the one before.</summary>
        public bool IsInOrder { get; private init; }

        public bool IsInReverse { get; private init; }

        /// <summary>Rows whose value is not that of the row before.</summary>
        public int Changes { get; private init; }

        public static Order Of(ReadOnlySpan<double> values)
        {
            var (rows, ups, downs) = (0, 0, 0);
            var (smallest, largest, before, whole) = (double.PositiveInfinity, double.NegativeInfinity, double.NaN, true);
            foreach (var value in values)
            {
                if (!double.IsFinite(value))
                {
                    continue;
                }

                rows++;
                ups += value > before ? 1 : 0;
                downs += value < before ? 1 : 0;
                whole &= value == Math.Floor(value);
                (smallest, largest, before) = (Math.Min(smallest, value), Math.Max(largest, value), value);
            }

            return new Order
            {
                Rows = rows,
                Missing = values.Length - rows,
                Min = smallest,
                Max = largest,
                IsWhole = whole,
                IsRising = ups == rows - 1,
                IsFalling = downs == rows - 1,
                IsInOrder = downs == 0 && ups > 0,
                IsInReverse = ups == 0 && downs > 0,
                Changes = ups + downs,
            };
        }
    }
}
