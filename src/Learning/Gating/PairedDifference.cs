using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Gating;

/// <summary>
/// How much better the candidate is than another model on the same rows: DeLong for auc, Tango's score interval (whose test is
/// McNemar's) for accuracies, the paired bootstrap for the rest.
/// </summary>
internal sealed record PairedDifference
{
    private const double LargestUndefinedShare = 0.05;

    /// <summary>Turned so that more is better.</summary>
    public required double Improvement { get; init; }

    public required Interval Interval { get; init; }

    /// <summary>Of the improvement.</summary>
    public double StandardError => GateDecision.StandardError(Interval);

    public required Margin Margin { get; init; }

    /// <summary>What the improvement is held against: 0 less the margin.</summary>
    public double Limit => 0 - Margin.Value;

    public required IntervalMethod Method { get; init; }

    /// <summary>One-sided: of "the improvement is at most the limit".</summary>
    public required double P { get; init; }

    public int? Replicates { get; init; }

    /// <param name="marginOf">The margin, of the standard error that the rows give.</param>
    /// <returns>The difference, or null and the reason why it cannot be told.</returns>
    public static (PairedDifference? Result, string? Reason) Of(
        Metric candidate, Metric other, Func<double, Margin> marginOf, long seed, int replicates)
    {
        if ((candidate.UndefinedReason ?? other.UndefinedReason) is { } reason)
        {
            return (null, reason);
        }
        return candidate.Name switch
        {
            MetricName.Auc when candidate.Predictions is BinaryPredictions ours => (OfAreas(ours, (BinaryPredictions)other.Predictions, marginOf), null),
            MetricName.Accuracy or MetricName.MicroAccuracy => (OfHits(candidate.Predictions, other.Predictions, marginOf), null),
            _ => ByBootstrap(candidate, other, marginOf, seed, replicates),
        };
    }

    private static PairedDifference OfAreas(BinaryPredictions candidate, BinaryPredictions other, Func<double, Margin> marginOf)
    {
        var areas = DeLong.Paired(candidate.Labels, candidate.Scores, other.Scores);
        var half = Normal.Quantile(1 - GateDecision.Alpha) * areas.StandardError;
        var margin = marginOf(areas.StandardError);
        var gap = areas.Difference + margin.Value;
        return new PairedDifference
        {
            Improvement = areas.Difference,
            Interval = new Interval(areas.Difference - half, areas.Difference + half),
            Margin = margin,
            Method = IntervalMethod.DeLong,
            P = areas.StandardError > 0 ? Normal.UpperTail(gap / areas.StandardError) : gap > 0 ? 0 : 1,
        };
    }

    private static PairedDifference OfHits(Predictions candidate, Predictions other, Func<double, Margin> marginOf)
    {
        var (ours, theirs) = (Hits(candidate), Hits(other));
        var onlyOurs = ours.Zip(theirs).LongCount(pair => pair.First && !pair.Second);
        var onlyTheirs = ours.Zip(theirs).LongCount(pair => !pair.First && pair.Second);
        var interval = PairedProportions.Interval(onlyOurs, onlyTheirs, candidate.Rows, GateDecision.Confidence);
        var margin = marginOf(GateDecision.StandardError(interval));
        var exact = margin.Value == 0 && onlyOurs + onlyTheirs < McNemar.ExactBelow;
        return new PairedDifference
        {
            Improvement = (double)(onlyOurs - onlyTheirs) / candidate.Rows,
            Interval = interval,
            Margin = margin,
            Method = exact ? IntervalMethod.McNemarExact : IntervalMethod.McNemarScore,
            P = exact
                ? McNemar.ExactUpperTail(onlyOurs, onlyTheirs)
                : Normal.UpperTail(PairedProportions.ScoreZ(onlyOurs, onlyTheirs, candidate.Rows, -margin.Value)),
        };
    }

    private static (PairedDifference? Result, string? Reason) ByBootstrap(
        Metric candidate, Metric other, Func<double, Margin> marginOf, long seed, int replicates)
    {
        var sign = candidate.HigherIsBetter ? 1 : -1;
        var drawn = Bootstrap.ReplicatesFor(candidate.Predictions.Rows, replicates);
        var distribution = Bootstrap.Run(
            candidate.Predictions.Rows,
            weights => sign * (candidate.Evaluate(weights) - other.Evaluate(weights)),
            seed,
            drawn);
        if (distribution.Undefined > LargestUndefinedShare * drawn)
        {
            return (null, $"{candidate.Name} is undefined on {distribution.Undefined} of {drawn} bootstrap replicates");
        }
        var interval = distribution.BiasCorrected(GateDecision.Confidence);
        var margin = marginOf(GateDecision.StandardError(interval));
        return (new PairedDifference
        {
            Improvement = distribution.Estimate,
            Interval = interval,
            Margin = margin,
            Method = IntervalMethod.PairedBootstrapBca,
            P = distribution.PValueAtMost(-margin.Value),
            Replicates = drawn,
        }, null);
    }

    private static bool[] Hits(Predictions predictions) => predictions switch
    {
        BinaryPredictions binary => [.. binary.Labels.Zip(binary.Predicted, (label, predicted) => label == predicted)],
        MulticlassPredictions multiclass => [.. multiclass.Labels.Zip(multiclass.Predicted, (label, predicted) => label == predicted)],
        _ => throw new ArgumentException("Found regression predictions, expected classes: an accuracy has no other meaning."),
    };
}
