using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>A metric's confidence interval and how it came about.</summary>
public sealed record MetricInterval
{
    /// <summary>More undefined replicates than this share (a draw without positives, say): no interval is given.</summary>
    private const double LargestUndefinedShare = 0.05;

    /// <summary>Shares: bounded by 0 and 1, so that Wilson's interval applies where all replicates are equal.</summary>
    private static readonly string[] ShareMetrics =
    [
        MetricName.Auc, MetricName.Accuracy, MetricName.F1, MetricName.Precision, MetricName.Recall,
        MetricName.MicroAccuracy, MetricName.MacroAccuracy,
    ];

    public required Interval Interval { get; init; }

    public required IntervalMethod Method { get; init; }

    public required int Replicates { get; init; }

    /// <summary>The bootstrap's distribution, for p-values; null unless the interval is BCa.</summary>
    public BootstrapDistribution? Distribution { get; init; }

    /// <summary>
    /// BCa bootstrap. Where every replicate is equal (a perfect score on few rows) it would claim certainty; shares then get Wilson's
    /// interval on the rows of the scarcest class, which errs on the wide side; of other metrics the interval is the value, and the reason
    /// says how little that means. The calibration error has an interval of its own. Null, with the reason, where none applies.
    /// </summary>
    public static (MetricInterval? Result, string? Reason) Of(
        Metric metric, long seed, double confidence, int replicates = Bootstrap.DefaultReplicates)
    {
        if (metric.UndefinedReason is { } reason)
        {
            return (null, reason);
        }
        var drawn = Bootstrap.ReplicatesFor(metric.Predictions.Rows, replicates);
        if (metric is { Name: MetricName.CalibrationError, Predictions: BinaryPredictions binary })
        {
            var around = CalibrationErrorInterval.Of(binary, metric.Value, seed, confidence, drawn);
            return (new() { Interval = around, Method = IntervalMethod.BootstrapGaps, Replicates = drawn }, Caution(metric, around, confidence));
        }

        var distribution = Bootstrap.Run(metric.Predictions.Rows, metric.Evaluate, seed, drawn);
        if (distribution.Undefined > LargestUndefinedShare * drawn)
        {
            return (null, $"{metric.Name} is undefined on {distribution.Undefined} of {drawn} bootstrap replicates");
        }
        if (distribution.IsDegenerate && ShareMetrics.Contains(metric.Name))
        {
            var rows = Math.Max(1, RowsOf(metric));
            var wilson = Proportions.Wilson(metric.Value * rows, rows, confidence);
            return (new() { Interval = wilson, Method = IntervalMethod.Wilson, Replicates = drawn }, null);
        }
        var interval = distribution.BiasCorrected(confidence);
        return (new()
        {
            Interval = interval,
            Method = IntervalMethod.BootstrapBca,
            Replicates = drawn,
            Distribution = distribution,
        }, Caution(metric, interval, confidence));
    }

    /// <summary>The rows that a share is one of, or fewer: a precision is of what is predicted positive only.</summary>
    private static int RowsOf(Metric metric)
    {
        var scarcest = metric.Predictions.Scarcest.Count;
        return metric is { Name: MetricName.Precision, Predictions: BinaryPredictions binary }
            ? Math.Min(scarcest, binary.Predicted.Count(predicted => predicted))
            : scarcest;
    }

    /// <summary>
    /// Null unless the interval is a point, but for rounding: every row then gives the same, and all that they say of other rows is how many of
    /// them may be of another kind (none of n: up to 1 − α^(1/n)).
    /// </summary>
    private static string? Caution(Metric metric, Interval interval, double confidence)
    {
        if (interval.Width > 1e-9 * Math.Abs(metric.Value))
        {
            return null;
        }
        var share = 1 - Math.Pow((1 - confidence) / 2, 1.0 / metric.Predictions.Rows);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the interval has no width, as all {metric.Predictions.Rows} rows give the same; up to {100 * share:G2} % of other rows may not");
    }
}
