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
