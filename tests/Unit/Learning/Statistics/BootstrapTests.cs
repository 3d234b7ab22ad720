using System.Diagnostics;
using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Unit.Tests.Learning.Gating;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void Run_SameSeed_IsTheSame()
    {
        var (values, statistic) = Mean(200, 1);

        Assert.Equal(Bootstrap.Run(values.Length, statistic, 5).Replicates, Bootstrap.Run(values.Length, statistic, 5).Replicates);
        Assert.NotEqual(Bootstrap.Run(values.Length, statistic, 5).Replicates, Bootstrap.Run(values.Length, statistic, 6).Replicates);
    }

    [Fact]
    public void Run_Mean_HasItsKnownStandardErrorAndIntervals()
    {
        var (values, statistic) = Mean(500, 2);
        var error = Descriptive.PopulationStandardDeviation(values) / Math.Sqrt(500);

        var distribution = Bootstrap.Run(values.Length, statistic, 1, 4000);

        Assert.Equal(1, distribution.StandardError / error, 0.05);
        foreach (var interval in new[] { distribution.Percentile(0.9), distribution.BiasCorrected(0.9) })
        {
            Assert.Equal(distribution.Estimate - (1.645 * error), interval.Lower, 0.15 * error);
            Assert.Equal(distribution.Estimate + (1.645 * error), interval.Upper, 0.15 * error);
        }
    }

    /// <summary>Of 99 replicates the k-th is the k % quantile: one off is another one.</summary>
    [Fact]
    public void Percentile_OfNinetyNineReplicates_IsTheFifthFromEitherEnd()
    {
        var distribution = new BootstrapDistribution { Estimate = 50, Replicates = [.. Enumerable.Range(1, 99).Select(i => (double)i)], Undefined = 0, Acceleration = 0 };

        var (percentile, corrected) = (distribution.Percentile(0.9), distribution.BiasCorrected(0.9));

        Assert.Equal((5.0, 95.0), (Math.Round(percentile.Lower, 9), Math.Round(percentile.Upper, 9)));
        Assert.Equal((5.0, 95.0), (Math.Round(corrected.Lower, 9), Math.Round(corrected.Upper, 9)));
        Assert.Equal(0.05, distribution.PValueAtMost(5), 1e-9);
    }

    /// <summary>Where every replicate is the same: what lies at the limit is not above it.</summary>
    [Theory]
    [InlineData(0.9, 0.01)]
    [InlineData(1, 1)]
    [InlineData(1.1, 1)]
    public void PValueAtMost_WithoutWidth_IsCertainBesideTheLimitOnly(double limit, double expected)
    {
        var distribution = new BootstrapDistribution { Estimate = 1, Replicates = [.. Enumerable.Repeat(1.0, 99)], Undefined = 0, Acceleration = 0 };

        Assert.Equal(expected, distribution.PValueAtMost(limit), 1e-12);
    }

    [Fact]
    public void BiasCorrected_SkewedStatistic_LeansWithTheSkew()
    {
        var random = new SeededRandom(3);
        var values = Enumerable.Range(0, 60).Select(_ => Math.Exp(random.NextNormal())).ToArray();
        var statistic = Weighted(values);

        var distribution = Bootstrap.Run(values.Length, statistic, 1, 4000);

        Assert.True(distribution.Acceleration > 0.02);
        Assert.True(distribution.BiasCorrected().Lower > distribution.Percentile().Lower);
        Assert.True(distribution.BiasCorrected().Upper > distribution.Percentile().Upper);
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(0.9)]
    [InlineData(0.5)]
    public void PValueAtMost_OfTheLowerEnd_IsItsLevel(double confidence)
    {
        var (values, statistic) = Mean(100, 4);
        var distribution = Bootstrap.Run(values.Length, statistic, 1, 4000);

        Assert.Equal((1 - confidence) / 2, distribution.PValueAtMost(distribution.BiasCorrected(confidence).Lower), 0.002);
    }

    [Fact]
    public void Run_UndefinedReplicates_AreCountedNotUsed()
    {
        // With one positive of ten, (1 − 1/10)^10 of the draws have none.
        var labels = Enumerable.Range(0, 10).Select(i => i == 0).ToArray();
        var metric = MetricCatalogue.Prepare(MetricName.Auc, BinaryPredictions.FromProbabilities(labels, [.. labels.Select((_, i) => i / 10.0)]));

        var distribution = Bootstrap.Run(10, metric.Evaluate, 1);

        Assert.InRange(distribution.Undefined / 2000.0, 0.31, 0.39);
        Assert.Equal(2000, distribution.Undefined + distribution.Replicates.Count);
    }

    [Fact]
    public void Run_AucOfSixThousandRows_AgreesWithDeLong()
    {
        var (predictions, _) = Simulated.Classifiers(1, 6500, 0.9, 0.9);
        var metric = MetricCatalogue.Prepare(MetricName.Auc, predictions);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;

        var distribution = Bootstrap.Run(predictions.Rows, metric.Evaluate, 1);

        process.Refresh();
        var spent = process.TotalProcessorTime - before;
        var (auc, variance) = DeLong.Area(predictions.Labels, predictions.Scores);
        Assert.Equal(auc, distribution.Estimate, 1e-12);
        Assert.Equal(1, distribution.StandardError / Math.Sqrt(variance), 0.06);
        TestContext.Current.TestOutputHelper!.WriteLine($"2 000 replicates: {spent.TotalMilliseconds:F0} ms of CPU, other tests included");
    }

    private static (double[] Values, WeightedStatistic Statistic) Mean(int rows, long seed)
    {
        var random = new SeededRandom(seed);
        var values = Enumerable.Range(0, rows).Select(_ => random.NextNormal()).ToArray();
        return (values, Weighted(values));
    }

    private static WeightedStatistic Weighted(double[] values) => weights =>
    {
        var (sum, rows) = (0.0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            rows += weights[i];
        }
        return sum / rows;
    };
}
