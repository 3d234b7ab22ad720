using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>A metric's confidence interval and how it came about.</summary>
public sealed record MetricInterval
{
    /// <summary>More undefined replicates than this share (a draw without positives, say): no interval is given.</summary>
    private const double LargestUndefinedShare = 0.05;

    /// <summary>Rows drawn from where the work is bounded; fewer of a metric that goes through them several times.</summary>
    public const int MostRowsDrawn = 5_000;

    private const int FewestRowsDrawn = 2000;
    private const int ReplicatesOfPart = 1000;

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
            var around = CalibrationErrorInterval.Of(binary, binary, metric.Value, seed, confidence, drawn);
            return (new() { Interval = around, Method = IntervalMethod.BootstrapGaps, Replicates = drawn }, Caution(metric, around, confidence));
        }

        var distribution = Bootstrap.Run(metric.Predictions.Rows, metric.Evaluate, seed, drawn);
        if (distribution.Undefined > LargestUndefinedShare * drawn)
        {
            return (null, $"{metric.Name} is undefined on {distribution.Undefined} of {drawn} bootstrap replicates");
        }
        if (distribution.IsDegenerate && IsShareOfHits(metric.Info))
        {
            return (new() { Interval = WilsonOf(metric, confidence), Method = IntervalMethod.Wilson, Replicates = drawn }, null);
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

    /// <summary>
    /// As <see cref="Of"/>, by a bounded amount of work: beyond <see cref="MostRowsDrawn"/> a part of the rows is drawn from, and the width
    /// of its interval, which falls with the root of their number, is scaled to all of them and laid around the value on all of them.
    /// </summary>
    public static (MetricInterval? Result, string? Reason) Bounded(
        Metric metric, long seed, double confidence, int replicates = Bootstrap.DefaultReplicates)
    {
        var rows = metric.Predictions.Rows;
        var most = Math.Max(FewestRowsDrawn, MostRowsDrawn / metric.Passes);
        if (rows <= most || metric.UndefinedReason is not null)
        {
            return Of(metric, seed, confidence, replicates);
        }

        var order = Enumerable.Range(0, rows).ToArray();
        new SeededRandom(SeededRandom.Derive(seed, "rows")).Shuffle<int>(order);
        var part = MetricCatalogue.Prepare(metric.Name, metric.Predictions.Select([.. order.Take(most).Order()]));
        return OfPart(metric, part, seed, confidence, Math.Min(replicates, ReplicatesOfPart));
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

    private static (MetricInterval? Result, string? Reason) OfPart(Metric metric, Metric part, long seed, double confidence, int replicates)
    {
        if (metric is { Name: MetricName.CalibrationError, Predictions: BinaryPredictions binary })
        {
            var around = CalibrationErrorInterval.Of(binary, (BinaryPredictions)part.Predictions, metric.Value, seed, confidence, replicates);
            return (new() { Interval = around, Method = IntervalMethod.BootstrapOfPart, Replicates = replicates }, null);
        }

        var (drawn, reason) = Of(part, seed, confidence, replicates);
        if (drawn is null)
        {
            return (null, reason);
        }

        if (drawn.Method == IntervalMethod.Wilson)
        {
            return (drawn with { Interval = WilsonOf(metric, confidence) }, null);
        }

        var scale = Math.Sqrt((double)part.Predictions.Rows / metric.Predictions.Rows);
        return (drawn with { Interval = Within(metric.Info.Range, At(drawn.Interval.Lower), At(drawn.Interval.Upper)), Method = IntervalMethod.BootstrapOfPart, Distribution = null }, reason);

        double At(double end) => metric.Value + ((end - part.Value) * scale);
    }

    private static Interval Within(MetricRange range, double lower, double upper) => range switch
    {
        MetricRange.Share => new Interval(Math.Clamp(lower, 0, 1), Math.Clamp(upper, 0, 1)),
        MetricRange.NotNegative => new Interval(Math.Max(lower, 0), Math.Max(upper, 0)),
        _ => new Interval(Math.Min(lower, 1), Math.Min(upper, 1)),
    };

    private static Interval WilsonOf(Metric metric, double confidence)
    {
        var rows = Math.Max(1, RowsOf(metric));
        return Proportions.Wilson(metric.Value * rows, rows, confidence);
    }

    /// <summary>Bounded by 0 and 1 like a share of rows that went well, so that Wilson's interval applies where all replicates are equal.</summary>
    private static bool IsShareOfHits(MetricInfo metric) => metric is { Range: MetricRange.Share, HigherIsBetter: true };
}
