using System.Text.RegularExpressions;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Features;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Bounds;

/// <summary>
/// Proposes bounds that the next honest row keeps. A bound that is too wide catches less; one that is too narrow takes good rows out, so each
/// side is left out where anything speaks against it: numbers that go on (dates, counters, ids, codes), few rows, a heavy tail, a column that
/// wanders through the file, and a file whose own earlier rows would have bounded its later ones too narrowly.
/// </summary>
public static partial class BoundsProposal
{
    /// <summary>Of fewer rows the ends are not known.</summary>
    public const int FewestRows = 200;

    /// <summary>A bound lies so many times as far from the median as the outermost value.</summary>
    public const int Slack = 3;

    /// <summary>How far out, in quarter spreads, the outermost of normal values may be expected, and half as far again.</summary>
    private const double LongestTail = 1.5;

    /// <summary>Of the normal distribution: from the median to the quartile.</summary>
    private const double NormalQuartile = 0.6745;

    /// <summary>By so many standard deviations the means of a file's quarters may differ, beside what chance does.</summary>
    private const double MostWandering = 0.5;

    /// <summary>An end at 0 or 1 (or -1) that such a share of the rows has is where the quantity ends, and not where the data happened to.</summary>
    private const double ShareAtItsEnd = 0.01;

    private const int Quarters = 4;

    /// <param name="values">In the order of the rows, or evenly spaced rows of them; NaN: missing.</param>
    /// <param name="column">The same column as the planner sees it: of all its rows.</param>
    /// <param name="isLabel">What is to be learned grows as it will: nothing is said of it but where it ends by its nature.</param>
    public static ValueBounds Of(ReadOnlySpan<double> values, FeatureStatistics column, bool isLabel = false)
    {
        double[] present = [.. values.ToArray().Where(double.IsFinite)];
        if (present.Length < FewestRows || !double.IsFinite(column.Max - column.Min) || column.Max == column.Min || GoesOn(values, present, column))
        {
            return ValueBounds.None;
        }

        if (isLabel || PartOfTime.IsMatch(column.Name) || Wanders(present))
        {
            return new(LowEnd(present, column.Min), NegatedLowEnd(present, column.Max));
        }

        double[] negated = [.. present.Select(value => -value)];
        var max = Upper(present, column.Max, column.Min);
        var min = 0 - Upper(negated, -column.Min, -column.Max);
        return new(
            LowEnd(present, column.Min) ?? (column.Min >= 0 && min < 0 ? null : min),
            NegatedLowEnd(present, column.Max) ?? (column.Max <= 0 && max > 0 ? null : max));
    }

    /// <summary>A file may hold the first weeks of a year, in any order: the others come yet.</summary>
    [GeneratedRegex("(^|[_ .-])(season|quarter|qtr|month|mnth|mth|mon|week|wk|weekday|day|dow|doy|hour|hr|minute|monat|woche|tag|stunde)(s|_?num|_?no|_?of_?\\w+)?($|[_ .-])|OfYear|OfMonth|OfWeek|Weekday", RegexOptions.IgnoreCase)]
    private static partial Regex PartOfTime { get; }

    /// <summary>Numbers that stand for something that goes on, whatever their spread is.</summary>
    private static bool GoesOn(ReadOnlySpan<double> values, double[] present, FeatureStatistics column)
    {
        double[] sorted = [.. present.Order()];
        var isYear = column.Whole && column is { Min: >= 1900, Max: <= 2100 };
        var allDiffer = column.Whole && sorted.Zip(sorted.Skip(1)).All(pair => pair.First != pair.Second);
        var isPartOfTime = column.Whole && column is { Min: >= 0, Max: <= 31 };
        return isYear || allDiffer
            || GrowingNumbers.ReasonOf(column.Name, values) is not null
            || GrowingNumbers.MayBeTimes(sorted)
            || (EventTime.IsNamedAsTime(column.Name) && !isPartOfTime)
            || (column.Whole && CodeNumbers.IsNamedAsCode(column.Name));
    }

    /// <summary>Rows that lie near each other are alike: then the ends of so many rows say less of the next ones.</summary>
    private static bool Wanders(double[] values)
    {
        var means = Enumerable.Range(0, Quarters).Select(quarter => Part(values, quarter, quarter + 1).ToArray().Average()).ToList();
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));

        // Six standard errors of such a mean's difference, near enough: chance alone stays within it.
        var chance = 6 / Math.Sqrt(values.Length);
        return means.Max() - means.Min() > (MostWandering + chance) * deviation;
    }

    /// <summary>The upper bound; the lower one is that of the negated values.</summary>
    private static double? Upper(double[] values, double largest, double smallest)
    {
        double[] sorted = [.. values.Order()];
        var median = Descriptive.Quantile(sorted, 0.5);
        var reach = largest - median;
        var longest = LongestTail * Math.Sqrt(2 * Math.Log(values.Length)) / NormalQuartile;
        if (reach > longest * (Descriptive.Quantile(sorted, 0.75) - median) || !Holds(values))
        {
            return null;
        }

        // Where the largest value is the median too, as of a flag, the other side tells how wide the column is.
        var slack = (Slack - 1) * (reach > 0 ? reach : median - smallest);
        return Outwards(largest, slack);
    }

    /// <summary>Each quarter of the file keeps, with half the slack to spare, what the rows before it would have proposed.</summary>
    private static bool Holds(double[] values)
    {
        for (var quarter = 1; quarter < Quarters; quarter++)
        {
            double[] before = [.. Part(values, 0, quarter)];
            Array.Sort(before);
            var (median, largest) = (Descriptive.Quantile(before, 0.5), before[^1]);
            foreach (var value in Part(values, quarter, quarter + 1))
            {
                if (value > largest + ((Slack - 1) / 2.0 * (largest - median)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>0 where the values pile up at 0 or 1 and none is smaller: counts, shares, flags.</summary>
    private static double? LowEnd(IReadOnlyCollection<double> values, double smallest) =>
        smallest is 0 or 1 && values.Count(value => value == smallest) >= ShareAtItsEnd * values.Count ? 0 : null;

    private static double? NegatedLowEnd(double[] values, double largest) =>
        LowEnd([.. values.Select(value => -value)], -largest) is null ? null : 0;

    private static double Outwards(double largest, double slack)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(slack)));
        var bound = Math.Ceiling((largest + slack) / step) * step;

        // What a person can read: 0.3, and not the sum of tenths that is near it.
        return double.IsFinite(bound) && Math.Abs(bound) < 1e15 && step > 1e-12 ? (double)Math.Round((decimal)bound, Decimals(step)) : bound;
    }

    private static int Decimals(double step) => Math.Clamp((int)-Math.Floor(Math.Log10(step)), 0, 15);

    private static ReadOnlySpan<double> Part(double[] values, int from, int to) => values.AsSpan()[(int)((long)values.Length * from / Quarters)..(int)((long)values.Length * to / Quarters)];
}
