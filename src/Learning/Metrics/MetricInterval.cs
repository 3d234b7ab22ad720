using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>A metric's confidence interval and how it came about.</summary>
public sealed record MetricInterval
{
    /// <summary>More undefined replicates than this share (a draw without positives, say): no interval is given.</summary>
    private const double LargestUndefinedShare = 0.05;

    public required Interval Interval { get; init; }

    public required IntervalMethod Method { get; init; }

    public required int Replicates { get; init; }

    /// <summary>The bootstrap's distribution, for p-values; null unless the interval is BCa.</summary>
    public BootstrapDistribution? Distribution { get; init; }

    /// <summary>
    /// BCa bootstrap. Where every replicate is equal (a perfect score on few rows) it would claim certainty; shares then get Wilson's
    /// interval on the rows of the scarcest class, which errs on the wide side. The calibration error has an interval of its own. Null, with
    /// the reason, where none applies.
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
            return (new() { Interval = around, Method = IntervalMethod.BootstrapGaps, Replicates = drawn }, null);
        }

        var distribution = Bootstrap.Run(metric.Predictions.Rows, metric.Evaluate, seed, drawn);
        if (distribution.Undefined > LargestUndefinedShare * drawn)
        {
            return (null, $"{metric.Name} is undefined on {distribution.Undefined} of {drawn} bootstrap replicates");
        }
        if (distribution.IsDegenerate && IsShareOfHits(metric.Info))
        {
            var rows = Math.Max(1, metric.Predictions.Scarcest.Count);
            var wilson = Proportions.Wilson(metric.Value * rows, rows, confidence);
            return (new() { Interval = wilson, Method = IntervalMethod.Wilson, Replicates = drawn }, null);
        }
        return (new()
        {
            Interval = distribution.BiasCorrected(confidence),
            Method = IntervalMethod.BootstrapBca,
            Replicates = drawn,
            Distribution = distribution,
        }, null);
    }

    /// <summary>Bounded by 0 and 1 like a share of rows that went well, so that Wilson's interval applies where all replicates are equal.</summary>
    private static bool IsShareOfHits(MetricInfo metric) => metric is { Range: MetricRange.Share, HigherIsBetter: true };
}
