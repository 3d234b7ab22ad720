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
        var finite = new List<double>(values.Length);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                finite.Add(value);
            }
        }
        var sorted = finite.ToArray();
        Array.Sort(sorted);
        var none = sorted.Length == 0;
        return new ColumnProfile
        {
            Name = name,
            Kind = ColumnKind.Numeric,
            Rows = values.Length,
            Missing = values.Length - sorted.Length,
            Mean = none ? null : Descriptive.Mean(sorted),
            StandardDeviation = none ? null : Descriptive.PopulationStandardDeviation(sorted),
            Min = none ? null : sorted[0],
            Max = none ? null : sorted[^1],
            Sample = Thinned(sorted),
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

    private static double[] Thinned(double[] sorted)
    {
        if (sorted.Length <= MaximumSample)
        {
            return sorted;
        }
        var kept = new double[MaximumSample];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = sorted[(int)(((2L * i) + 1) * sorted.Length / (2L * MaximumSample))];
        }
        return kept;
    }
}
