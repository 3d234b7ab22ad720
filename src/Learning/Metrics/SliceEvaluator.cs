using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>Metrics of each value of a column, with intervals.</summary>
public static class SliceEvaluator
{
    /// <summary>Fewer positives or negatives (binary), or rows (otherwise), than this decide nothing.</summary>
    public const int MinimumRows = 30;

    public const double Confidence = 0.95;

    private const int Replicates = 500;

    /// <summary>The largest slices first, at most <paramref name="maximumSlices"/>; insufficient ones carry values without intervals.</summary>
    /// <param name="values">The column's value of each row; null where missing.</param>
    public static IReadOnlyList<SliceMetrics> Evaluate(
        Predictions predictions,
        string column,
        IReadOnlyList<string?> values,
        IReadOnlyList<string> metrics,
        long seed,
        int maximumSlices = 50)
    {
        if (values.Count != predictions.Rows)
        {
            throw new ArgumentException($"Found {values.Count} values of '{column}' for {predictions.Rows} predictions; give one per row.");
        }
        return
        [
            .. Enumerable.Range(0, values.Count)
                .GroupBy(row => values[row])
                .OrderByDescending(slice => slice.Count())
                .ThenBy(slice => slice.Key, StringComparer.Ordinal)
                .Take(maximumSlices)
                .Select(slice => Slice(column, slice.Key, predictions.Select([.. slice]), metrics, seed)),
        ];
    }

    private static SliceMetrics Slice(string column, string? value, Predictions rows, IReadOnlyList<string> metrics, long seed)
    {
        var (count, noun) = rows.Scarcest;
        var sufficient = count >= MinimumRows;
        var streams = SeededRandom.Derive(SeededRandom.Derive(seed, column), value ?? "");
        return new SliceMetrics
        {
            Column = column,
            Value = value,
            Rows = rows.Rows,
            Sufficient = sufficient,
            Reason = sufficient ? null : $"{count} {noun}, at least {MinimumRows} are needed",
            Metrics = [.. metrics.Select(name => WithInterval(name, rows, sufficient, SeededRandom.Derive(streams, name)))],
        };
    }

    private static MetricValue WithInterval(string name, Predictions rows, bool sufficient, long seed)
    {
        var metric = MetricCatalogue.Prepare(name, rows);
        var value = metric.Told;
        if (!sufficient || value.Value is null)
        {
            return value;
        }
        var (interval, reason) = MetricInterval.Bounded(metric, seed, Confidence, Replicates);
        return value with
        {
            Lower = interval?.Interval.Lower,
            Upper = interval?.Interval.Upper,
            Confidence = interval is null ? null : Confidence,
            Method = interval?.Method,
            Reason = reason,
        };
    }
}
