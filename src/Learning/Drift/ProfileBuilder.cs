using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Drift;

/// <summary>Profiles of columns.</summary>
public static class ProfileBuilder
{
    /// <summary>The most values a numeric profile keeps; their distribution function is off by at most 1/8192.</summary>
    public const int MaximumSample = 4096;

    /// <summary>The most values a categorical profile counts one by one.</summary>
    public const int MaximumCategories = 1000;

    /// <summary>NaN and the infinities count as missing.</summary>
    public static ColumnProfile Numeric(string name, ReadOnlySpan<double> values)
    {
        var finite = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                finite[count++] = value;
            }
        }

        var present = finite.AsSpan(0, count);
        var none = present.IsEmpty;
        var (smallest, largest) = OrderStatistics.Ends(present);
        return new ColumnProfile
        {
            Name = name,
            Kind = ColumnKind.Numeric,
            Rows = values.Length,
            Missing = values.Length - count,
            Mean = none ? null : Descriptive.Mean(present),
            StandardDeviation = none ? null : Descriptive.PopulationStandardDeviation(present),
            Min = none ? null : smallest,
            Max = none ? null : largest,
            Sample = OrderStatistics.Evenly(present, MaximumSample),
        };
    }

    /// <param name="values">Null: missing.</param>
    public static ColumnProfile Categorical(string name, IEnumerable<string?> values)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var (rows, missing) = (0L, 0L);
        foreach (var value in values)
        {
            rows++;
            if (value is null)
            {
                missing++;
            }
            else
            {
                counts[value] = counts.GetValueOrDefault(value) + 1;
            }
        }
        var categories = counts
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(MaximumCategories)
            .Select(entry => new CategoryCount(entry.Key, entry.Value))
            .ToArray();
        return new ColumnProfile
        {
            Name = name,
            Kind = ColumnKind.Categorical,
            Rows = rows,
            Missing = missing,
            Categories = categories,
            OtherRows = rows - missing - categories.Sum(category => category.Rows),
        };
    }

    /// <summary>Points in time, of which only their absence is kept.</summary>
    /// <param name="note">Why it is taken for such, where its type does not say so.</param>
    public static ColumnProfile Times(string name, long rows, long missing, string? note = null) =>
        new() { Name = name, Kind = ColumnKind.Time, Rows = rows, Missing = missing, Note = note };
}
