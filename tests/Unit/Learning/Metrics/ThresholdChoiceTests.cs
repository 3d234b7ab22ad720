using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Metrics;

public sealed class ThresholdChoiceTests
{
    private const string Origin = "rows held out";

    private static readonly ThresholdSpec F1 = new() { Rule = ThresholdRule.F1 };

    [Fact]
    public void F1_WorkedByHand_IsTheMiddleOfTheBestGap()
    {
        // From 0.3 on: 3 hits, 1 false alarm, no miss: 6/7. From 0.2 on: 6/8; from 0.4 on: 2 hits and a miss, 4/6.
        var point = Choose(F1, [true, false, true, true, false], [0.8, 0.4, 0.4, 0.3, 0.2]);

        Assert.Equal(0.25, point.Threshold, 1e-12);
        Assert.Equal((6.0 / 7, 0.5), (point.Value!.Value, point.ValueAtHalf!.Value));
        Assert.Equal((5, 3), (point.Rows, point.Positives));
        Assert.Equal("threshold 0.25, the one of the highest f1 on 5 rows held out (3 positive): f1 0.8571 instead of 0.5 at 0.5 on these rows", point.Note);
    }

    [Theory]
    [InlineData(1, 5, 0.25, 0.2)] // catching all three costs one false alarm
    [InlineData(5, 1, 0.5, 0.4)] // 0.8 alone is let in: two misses
    [InlineData(1, 0, 0.5, 0)] // misses cost nothing: of all that let no false alarm in, the nearest to 0.5
    public void Cost_WorkedByHand_CostsLeast(double falsePositive, double falseNegative, double threshold, double cost)
    {
        var point = Choose(
            new ThresholdSpec { Rule = ThresholdRule.Cost, FalsePositive = falsePositive, FalseNegative = falseNegative },
            [true, false, true, true, false],
            [0.8, 0.4, 0.4, 0.3, 0.2]);

        Assert.Equal((threshold, cost), (point.Threshold, point.Value!.Value));
    }

    [Fact]
    public void Cost_WhereNothingIsWorthIt_LetsNothingIn()
    {
        var point = Choose(new ThresholdSpec { Rule = ThresholdRule.Cost, FalsePositive = 5, FalseNegative = 1 }, [false, true], [0.8, 0.2]);

        Assert.Equal((0.9, 0.5), (Math.Round(point.Threshold, 12), point.Value!.Value));
    }

    [Fact]
    public void EveryRule_AgainstEveryThreshold_IsTheBest()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new SeededRandom(seed);
            var labels = Enumerable.Range(0, 80).Select(i => i < 2 ? i == 0 : random.NextDouble() < 0.3).ToArray();
            var probabilities = labels.Select(label => Math.Clamp(Math.Round((0.6 * random.NextDouble()) + (label ? 0.3 : 0), 1), 0, 1)).ToArray();
            var costs = new ThresholdSpec { Rule = ThresholdRule.Cost, FalsePositive = random.NextDouble(), FalseNegative = random.NextDouble() };
            var everywhere = Enumerable.Range(0, 1001).Select(i => i / 1000.0).ToList();

            Assert.Equal(everywhere.Max(t => F1At(labels, probabilities, t)), F1At(labels, probabilities, Choose(F1, labels, probabilities).Threshold), 1e-12);
            Assert.Equal(everywhere.Min(t => CostAt(costs, labels, probabilities, t)), CostAt(costs, labels, probabilities, Choose(costs, labels, probabilities).Threshold), 1e-12);
            Assert.Equal(CostAt(costs, labels, probabilities, Choose(costs, labels, probabilities).Threshold), Choose(costs, labels, probabilities).Value!.Value, 1e-12);
        }
    }

    [Fact]
    public void EqualProbabilities_AreToldAndAllCountAsPositive()
    {
        var point = Choose(F1, [true, false, false], [0.2, 0.2, 0.2]);

        Assert.Equal(0.1, point.Threshold, 1e-12);
        Assert.EndsWith("all their probabilities are equal", point.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OneClass_KeepsOneHalfAndSaysWhy(bool label)
    {
        var point = Choose(F1, [label, label], [0.2, 0.9]);

        Assert.Equal((0.5, null), (point.Threshold, point.Value));
        Assert.Contains("it takes both kinds to choose", point.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void CertainProbabilities_AreParted()
    {
        var point = Choose(F1, [true, true, false, false], [1, 1, 0, 0]);

        Assert.Equal((0.5, 1), (point.Threshold, point.Value!.Value));
    }

    [Fact]
    public void GoodAtOneHalf_StaysThere() => Assert.Equal(0.5, Choose(F1, [true, false], [0.9, 0.45]).Threshold);

    [Fact]
    public void Fixed_IsWhatTheSpecSays() => Assert.Equal((0.3, 0), (Choose(new ThresholdSpec { Value = 0.3 }, [true], [0.5]).Threshold, ThresholdChoice.Fixed(new ThresholdSpec { Value = 0.3 }).Rows));

    private static OperatingPoint Choose(ThresholdSpec spec, bool[] labels, double[] probabilities) =>
        ThresholdChoice.Of(spec, BinaryPredictions.FromProbabilities(labels, probabilities), Origin);

    private static double F1At(bool[] labels, double[] probabilities, double threshold) =>
        MetricCatalogue.Evaluate("f1", BinaryPredictions.FromProbabilities(labels, probabilities, threshold)).Value ?? 0;

    private static double CostAt(ThresholdSpec spec, bool[] labels, double[] probabilities, double threshold)
    {
        var predicted = Array.ConvertAll(probabilities, p => p >= threshold);
        var rows = labels.Zip(predicted).ToList();
        return ThresholdChoice.Cost(spec, rows.Count(row => !row.First && row.Second), rows.Count(row => row.First && !row.Second), rows.Count)!.Value;
    }
}
