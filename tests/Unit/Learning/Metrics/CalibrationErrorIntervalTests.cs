using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Metrics;

public sealed class CalibrationErrorIntervalTests
{
    private const int Rows = 1_000;
    private const double Confidence = 0.9;

    /// <summary>Probabilities are uniform on (0, 1). The rate that is true at each, and the error that follows from it by integration.</summary>
    public static TheoryData<string, double> Truths { get; } = new()
    {
        { "calibrated", 0 },
        { "slightly high", 0.02 - (0.02 * 0.02 / 2) },
        { "high above one half", 0.05 },
        { "p to the power of 1.5", 0.1 },
    };

    [Theory]
    [MemberData(nameof(Truths))]
    public void Of_ManySamples_CoversTheTruthAtLeastAsOftenAsItSays(string rate, double truth)
    {
        const int Samples = 200;
        var covered = 0;
        Parallel.For(0, Samples, seed =>
        {
            var metric = MetricCatalogue.Prepare(MetricName.CalibrationError, Simulate(rate, seed));
            var interval = MetricInterval.Of(metric, seed, Confidence, replicates: 300).Result!.Interval;
            Assert.True(interval.Contains(metric.Value), $"{interval} does not hold {metric.Value}.");
            Assert.InRange(interval.Lower, 0, 1);
            Interlocked.Add(ref covered, interval.Contains(truth) ? 1 : 0);
        });

        var standardError = Math.Sqrt(Confidence * (1 - Confidence) / Samples);
        Assert.InRange(covered / (double)Samples, Confidence - (2.33 * standardError), 1);
    }

    [Fact]
    public void Of_ClearlyOffProbabilities_IsNotMuchWiderThanTheErrorVaries()
    {
        var metrics = Enumerable.Range(0, 100).Select(seed => MetricCatalogue.Prepare(MetricName.CalibrationError, Simulate("p to the power of 1.5", seed))).ToList();
        var spread = Math.Sqrt(Descriptive.Variance([.. metrics.Select(metric => metric.Value)]));

        var width = metrics.Take(20).Average(metric => MetricInterval.Of(metric, 1, Confidence, replicates: 300).Result!.Interval.Width);

        // Two-sided 90 % of a normal variable is 3.29 standard deviations; the bins that may be calibrated cost the rest.
        Assert.InRange(width / spread, 3, 6);
    }

    private static BinaryPredictions Simulate(string rate, int seed)
    {
        var random = new SeededRandom(seed);
        var probabilities = new double[Rows];
        var labels = new bool[Rows];
        for (var i = 0; i < Rows; i++)
        {
            probabilities[i] = random.NextDouble();
            labels[i] = random.NextDouble() < RateAt(rate, probabilities[i]);
        }

        return BinaryPredictions.FromProbabilities(labels, probabilities);
    }

    private static double RateAt(string rate, double p) => rate switch
    {
        "calibrated" => p,
        "slightly high" => Math.Max(0, p - 0.02),
        "high above one half" => p < 0.5 ? p : p - 0.1,
        _ => Math.Pow(p, 1.5),
    };
}
