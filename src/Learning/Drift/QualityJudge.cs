using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Drift;

/// <summary>
/// Is a model as good on a window as it was on its test rows? Two separate sets of rows, each with its metric's interval: the difference's is made of
/// the two (MOVER: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures", 2008), which holds for any metric, and for
/// intervals that are not symmetric.
/// </summary>
public static class QualityJudge
{
    /// <summary>Fewer positives or negatives (binary), or rows (otherwise), than this decide nothing.</summary>
    public const int MinimumRows = 30;

    private const double OfMetrics = 0.95;

    /// <summary>Two-sided, so that a model that is as good as ever is told as worse once in 100 windows.</summary>
    private const double OfLoss = 0.98;

    /// <summary>A smaller loss, as a share of training's value, matters to nobody, however certain it is.</summary>
    private const double SmallestLoss = 0.01;

    /// <summary>A window that leaves open whether there is half as much error again cannot tell.</summary>
    private const double LargestDoubt = 0.5;

    /// <summary>Of a metric whose best is 1, a doubt up to this is none: of a perfect model half as much error again is no error.</summary>
    private const double SmallestDoubt = 0.02;

    /// <param name="window">What the model says of the window's rows that have a label.</param>
    /// <param name="training">The model's evaluation.</param>
    public static WindowQuality Judge(Predictions window, EvaluationDocument training)
    {
        var names = MetricCatalogue.NamesFor(window);
        var values = names.Select(name => name == training.Metric ? WithInterval(name, window, training.Seed) : MetricCatalogue.Evaluate(name, window)).ToList();
        var now = values.FirstOrDefault(value => value.Name == training.Metric);
        var before = training.Metrics.FirstOrDefault(value => value.Name == training.Metric);
        var quality = new WindowQuality
        {
            Status = QualityStatus.CannotTell,
            Reason = "",
            Metric = training.Metric,
            Window = now,
            Training = before,
            Rows = window.Rows,
            TrainingRows = training.TestRows,
            Metrics = values,
            TrainingMetrics = training.Metrics,
        };
        return (now, before) switch
        {
            ({ Value: not null }, { Value: not null }) => Compare(quality, window.Scarcest),
            (null, _) or (_, null) => quality with { Reason = $"{training.Metric} is no metric of this kind of model" },
            _ => quality with { Reason = $"{training.Metric} has no value {(now.Value is null ? "on the window" : "at training")}: {(now.Value is null ? now : before).Reason}" },
        };
    }

    private static WindowQuality Compare(WindowQuality quality, (int Count, string Noun) scarcest)
    {
        var (now, before) = (quality.Window!, quality.Training!);
        var told = $"{now.Name} {Told(now)} on {quality.Rows} rows, {Told(before)} on {quality.TrainingRows} at training";
        if (scarcest.Count < MinimumRows)
        {
            return quality with { Reason = $"{told}: {scarcest.Count} {scarcest.Noun} cannot tell, at least {MinimumRows} are needed" };
        }

        if (now.Lower is null || now.Upper is null)
        {
            return quality with { Reason = $"{told}: cannot tell, as the window's has no interval ({now.Reason})" };
        }

        var loss = Loss(now, before);
        var isWorse = loss.Lower > 0 && loss.Value > SmallestLoss * Math.Abs(before.Value!.Value);
        var isOpen = loss.Upper > Doubt(before);
        var status = isWorse ? QualityStatus.Worse : isOpen ? QualityStatus.CannotTell : QualityStatus.Ok;
        var range = string.Create(CultureInfo.InvariantCulture, $"{loss.Value:0.####} ({loss.Lower:0.####} to {loss.Upper:0.####})");
        var word = status switch
        {
            QualityStatus.Worse => $"worse by {range}",
            QualityStatus.Ok => $"not worse than can be chance, {range}",
            _ => $"so many rows cannot tell, worse by {range}",
        };
        return quality with
        {
            Status = status,
            Reason = $"{told}: {word}",
            Loss = loss.Value,
            LossLower = loss.Lower,
            LossUpper = loss.Upper,
            Confidence = OfLoss,
        };
    }

    /// <summary>A metric of training that has no interval is taken as it is.</summary>
    private static (double Value, double Lower, double Upper) Loss(MetricValue now, MetricValue before)
    {
        var (w, t) = (now.Value!.Value, before.Value!.Value);
        var (windowBelow, windowAbove) = (w - now.Lower!.Value, now.Upper!.Value - w);
        var (trainingBelow, trainingAbove) = (t - (before.Lower ?? t), (before.Upper ?? t) - t);
        var wider = Normal.Quantile((1 + OfLoss) / 2) / Normal.Quantile((1 + OfMetrics) / 2);
        return MetricTable.HigherIsBetter(now.Name)
            ? (t - w, t - w - (wider * double.Hypot(trainingBelow, windowAbove)), t - w + (wider * double.Hypot(trainingAbove, windowBelow)))
            : (w - t, w - t - (wider * double.Hypot(windowBelow, trainingAbove)), w - t + (wider * double.Hypot(windowAbove, trainingBelow)));
    }

    private static double Doubt(MetricValue before)
    {
        var value = before.Value!.Value;
        return MetricTable.HigherIsBetter(before.Name) ? Math.Max(SmallestDoubt, LargestDoubt * (1 - value)) : LargestDoubt * value;
    }

    private static MetricValue WithInterval(string name, Predictions predictions, long seed)
    {
        var prepared = MetricCatalogue.Prepare(name, predictions);
        var value = prepared.Told;
        if (value.Value is not { } number)
        {
            return value;
        }

        var (interval, reason) = MetricInterval.Of(prepared, SeededRandom.Derive(seed, "window"), OfMetrics);
        return interval is null ? value with { Reason = reason }
            : !interval.Interval.Contains(number) ? value with { Reason = "the metric is biased on resampled rows" }
            : value with
            {
                Lower = interval.Interval.Lower,
                Upper = interval.Interval.Upper,
                Confidence = OfMetrics,
                Method = interval.Method,
            };
    }

    private static string Told(MetricValue value) => value.Lower is null
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Value:0.####}")
        : string.Create(CultureInfo.InvariantCulture, $"{value.Value:0.####} ({value.Lower:0.####} to {value.Upper:0.####})");
}
