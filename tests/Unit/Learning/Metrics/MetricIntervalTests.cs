using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Unit.Tests.Learning.Gating;

namespace Mdlc.Unit.Tests.Learning.Metrics;

public sealed class MetricIntervalTests
{
    [Fact]
    public void Of_ManySamples_CoversTheTruthAsOftenAsItSays()
    {
        const int Samples = 200;
        var covered = 0;
        Parallel.For(0, Samples, seed =>
        {
            var (predictions, _) = Simulated.Classifiers(seed, 400, 0.8, 0.8);
            var (interval, _) = MetricInterval.Of(MetricCatalogue.Prepare(MetricName.Auc, predictions), seed, 0.9, replicates: 500);
            Interlocked.Add(ref covered, interval!.Interval.Contains(0.8) ? 1 : 0);
        });

        Assert.InRange(covered / (double)Samples, 0.9 - (2.33 * 0.0212), 0.9 + (2.33 * 0.0212));
    }

    [Theory]
    [InlineData(MetricName.Auc)]
    [InlineData(MetricName.PrAuc)]
    [InlineData(MetricName.F1)]
    [InlineData(MetricName.BalancedAccuracy)]
    public void Bounded_OfManyRows_IsAboutWhatAllRowsGive(string name)
    {
        var (predictions, _) = Simulated.Classifiers(3, 3 * MetricInterval.MostRowsDrawn, 0.8, 0.8);
        var metric = MetricCatalogue.Prepare(name, predictions);

        var (bounded, _) = MetricInterval.Bounded(metric, 1, 0.9);
        var (all, _) = MetricInterval.Of(metric, 1, 0.9, replicates: 500);

        Assert.Equal((IntervalMethod.BootstrapOfPart, IntervalMethod.BootstrapBca), (bounded!.Method, all!.Method));
        Assert.InRange(bounded.Interval.Width / all.Interval.Width, 0.8, 1.25);
        Assert.InRange(bounded.Interval.Lower, all.Interval.Lower - (0.2 * all.Interval.Width), all.Interval.Lower + (0.2 * all.Interval.Width));
        Assert.True(bounded.Interval.Contains(metric.Value));
    }

    [Fact]
    public void Bounded_CalibrationErrorOfManyRows_IsAboutWhatAllRowsGive()
    {
        var random = new SeededRandom(4);
        var probabilities = Enumerable.Range(0, 3 * MetricInterval.MostRowsDrawn).Select(_ => random.NextDouble()).ToArray();
        var labels = Array.ConvertAll(probabilities, p => random.NextDouble() < (0.9 * p) + 0.05);
        var metric = MetricCatalogue.Prepare(MetricName.CalibrationError, BinaryPredictions.FromProbabilities(labels, probabilities));

        var (bounded, _) = MetricInterval.Bounded(metric, 1, 0.9);
        var (all, _) = MetricInterval.Of(metric, 1, 0.9, replicates: 500);

        Assert.InRange(bounded!.Interval.Width / all!.Interval.Width, 0.8, 1.25);
        Assert.True(bounded.Interval.Contains(metric.Value));
    }

    [Fact]
    public void Bounded_OfFewRows_IsTheIntervalOfAll()
    {
        var (predictions, _) = Simulated.Classifiers(3, 2000, 0.8, 0.8);
        var metric = MetricCatalogue.Prepare(MetricName.Auc, predictions);

        Assert.Equal(MetricInterval.Of(metric, 1, 0.9).Result!.Interval, MetricInterval.Bounded(metric, 1, 0.9).Result!.Interval);
    }

    /// <summary>One row far off, which the part drawn from has or has not: laid around the value of all rows, its interval would reach below 0.</summary>
    [Fact]
    public void Bounded_OfAnErrorThatOneRowMakes_IsNotNegative()
    {
        const int Rows = 2 * MetricInterval.MostRowsDrawn;
        var predicted = new double[Rows];
        predicted[Rows / 2] = 1e6;
        var metric = MetricCatalogue.Prepare(MetricName.Mae, new RegressionPredictions(new double[Rows], predicted));

        Assert.All(Enumerable.Range(1, 6), seed => Assert.InRange(MetricInterval.Bounded(metric, seed, 0.9).Result!.Interval.Lower, 0, metric.Value));
    }

    [Fact]
    public void Bounded_PerfectAccuracyOfManyRows_IsWilsonOfAllOfThem()
    {
        var labels = Enumerable.Range(0, 2 * MetricInterval.MostRowsDrawn).Select(i => i % 2 == 0).ToArray();
        var metric = MetricCatalogue.Prepare(
            MetricName.Accuracy, BinaryPredictions.FromProbabilities(labels, Array.ConvertAll(labels, label => label ? 1.0 : 0)));

        var (interval, _) = MetricInterval.Bounded(metric, 1, 0.9);

        Assert.Equal((IntervalMethod.Wilson, Proportions.Wilson(MetricInterval.MostRowsDrawn, MetricInterval.MostRowsDrawn, 0.9)), (interval!.Method, interval.Interval));
    }

    /// <summary>The formula gives exactly 1 and 0 at the borders; its rounding gives 0.99…9 for a third of all n.</summary>
    [Fact]
    public void Wilson_AtTheBorders_HoldsItsShare()
    {
        for (var n = 1; n <= 2000; n++)
        {
            Assert.Equal(1, Proportions.Wilson(n, n).Upper);
            Assert.Equal(0, Proportions.Wilson(0, n).Lower);
        }
    }

    [Fact]
    public void Of_PerfectAccuracy_IsWilson()
    {
        var labels = Enumerable.Range(0, 100).Select(i => i % 2 == 0).ToArray();
        var predictions = BinaryPredictions.FromProbabilities(labels, Array.ConvertAll(labels, label => label ? 1.0 : 0));

        var (interval, _) = MetricInterval.Of(MetricCatalogue.Prepare(MetricName.Accuracy, predictions), 1, 0.9);

        Assert.Equal(IntervalMethod.Wilson, interval!.Method);
        Assert.Equal(Proportions.Wilson(50, 50, 0.9).Lower, interval.Interval.Lower, 1e-12);
    }

    [Theory]
    [InlineData(MetricName.Auc, 1)]
    [InlineData(MetricName.Accuracy, 1)]
    [InlineData(MetricName.F1, 1)]
    [InlineData(MetricName.Precision, 1)]
    [InlineData(MetricName.Recall, 1)]
    [InlineData(MetricName.LogLoss, 0)]
    [InlineData(MetricName.Brier, 0)]
    [InlineData(MetricName.CalibrationError, 0)]
    public void Of_PerfectBinaryModel_HasWidthOrSaysWhyNot(string metric, double perfect)
    {
        var labels = Enumerable.Range(0, 100).Select(i => i % 2 == 0).ToArray();
        AssertPerfect(BinaryPredictions.FromProbabilities(labels, Array.ConvertAll(labels, label => label ? 1.0 : 0)), metric, perfect);
    }

    [Theory]
    [InlineData(MetricName.MicroAccuracy, 1)]
    [InlineData(MetricName.MacroAccuracy, 1)]
    public void Of_PerfectMulticlassModel_HasWidth(string metric, double perfect)
    {
        var labels = Enumerable.Range(0, 99).Select(i => i % 3).ToArray();
        AssertPerfect(new MulticlassPredictions(["a", "b", "c"], labels, labels, null), metric, perfect);
    }

    [Theory]
    [InlineData(MetricName.Rmse, 0)]
    [InlineData(MetricName.Mae, 0)]
    [InlineData(MetricName.RSquared, 1)]
    public void Of_PerfectRegression_SaysWhyItHasNoWidth(string metric, double perfect)
    {
        var labels = Enumerable.Range(0, 100).Select(i => i / 7.0).ToArray();
        AssertPerfect(new RegressionPredictions(labels, labels), metric, perfect);
    }

    /// <summary>The share is one of what is predicted positive, which may be few among many rows.</summary>
    [Fact]
    public void Of_PrecisionOfAFewPredictions_IsAsWideAsTheyAreFew()
    {
        var labels = Enumerable.Range(0, 1000).Select(i => i % 2 == 0).ToArray();
        var predicted = labels.Select((_, i) => i is 0 or 2 or 4 or 6 or 8 or 10).ToArray();
        var predictions = new BinaryPredictions(labels, new double[1000], predicted, null);

        var (interval, _) = MetricInterval.Of(MetricCatalogue.Prepare(MetricName.Precision, predictions), 1, 0.9);

        Assert.Equal(Proportions.Wilson(6, 6, 0.9).Lower, interval!.Interval.Lower, 1e-12);
    }

    private static void AssertPerfect(Predictions predictions, string name, double perfect)
    {
        var metric = MetricCatalogue.Prepare(name, predictions);

        var (interval, caution) = MetricInterval.Of(metric, 1, 0.9);

        Assert.Equal(perfect, metric.Value, 1e-12);
        Assert.True(interval!.Interval.Contains(metric.Value), $"{interval.Interval} does not hold {metric.Value}");
        Assert.Equal(interval.Interval.Width > 1e-6, caution is null);
        Assert.True(caution is null || caution.Contains("all 100 rows give the same; up to 3 % of other rows may not", StringComparison.Ordinal), caution);
    }

    [Fact]
    public void Of_OnePositive_GivesTheReason()
    {
        var labels = Enumerable.Range(0, 50).Select(i => i == 0).ToArray();
        var predictions = BinaryPredictions.FromProbabilities(labels, new double[50]);

        var (interval, reason) = MetricInterval.Of(MetricCatalogue.Prepare(MetricName.Auc, predictions), 1, 0.9);

        Assert.Null(interval);
        Assert.Contains("undefined on", reason, StringComparison.Ordinal);
    }
}
