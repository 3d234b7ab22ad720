using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Metrics;

public sealed class MetricCatalogueTests
{
    private static readonly BinaryPredictions Small = BinaryPredictions.FromProbabilities(
        [true, true, false, false, true], [0.9, 0.4, 0.6, 0.1, 0.6]);

    [Theory]
    [InlineData(MetricName.Auc, 4.5 / 6)]
    [InlineData(MetricName.Accuracy, 3.0 / 5)]
    [InlineData(MetricName.Precision, 2.0 / 3)]
    [InlineData(MetricName.Recall, 2.0 / 3)]
    [InlineData(MetricName.F1, 2.0 / 3)]
    [InlineData(MetricName.Brier, 0.18)]
    public void Binary_WorkedByHand_Agrees(string metric, double expected) =>
        Assert.Equal(expected, MetricCatalogue.Evaluate(metric, Small).Value!.Value, 1e-12);

    [Fact]
    public void LogLoss_IsTheNaturalLogarithm_AndBoundedForACertainError()
    {
        Assert.Equal(
            -Math.Log(0.9 * 0.4 * 0.4 * 0.9 * 0.6) / 5, MetricCatalogue.Evaluate(MetricName.LogLoss, Small).Value!.Value, 1e-12);
        var certain = BinaryPredictions.FromProbabilities([true, false], [0, 0]);
        Assert.InRange(MetricCatalogue.Evaluate(MetricName.LogLoss, certain).Value!.Value, 17, 18);
    }

    [Fact]
    public void Auc_AgainstEveryPair_Agrees()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new SeededRandom(seed);
            var labels = Enumerable.Range(0, 60).Select(_ => random.NextDouble() < 0.4).ToArray();
            var scores = labels.Select(label => (double)(random.NextInt(8) + (label ? 2 : 0))).ToArray();
            var pairs = from i in Enumerable.Range(0, 60)
                        where labels[i]
                        from j in Enumerable.Range(0, 60)
                        where !labels[j]
                        select scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;

            Assert.Equal(pairs.Average(), Value(MetricName.Auc, BinaryPredictions.FromProbabilities(labels, scores)), 1e-12);
            Assert.Equal(pairs.Average(), DeLong.Area(labels, scores).Auc, 1e-12);
        }
    }

    [Fact]
    public void Multiclass_WorkedByHand_Agrees()
    {
        var predictions = new MulticlassPredictions(["a", "b", "c"], [0, 0, 0, 1, 2, -1], [0, 0, 1, 1, 1, 0], [0.8, 0.7, 0.2, 0.6, 0.1, 0]);

        Assert.Equal(3.0 / 6, Value(MetricName.MicroAccuracy, predictions), 1e-12);
        Assert.Equal(((2.0 / 3) + 1 + 0 + 0) / 4, Value(MetricName.MacroAccuracy, predictions), 1e-12);
        Assert.Equal([[2L, 1, 0], [0, 1, 0], [0, 1, 0]], Confusion.Of(predictions).Counts);
    }

    [Fact]
    public void Regression_WorkedByHand_Agrees()
    {
        var predictions = new RegressionPredictions([1, 2, 3, 6], [1, 3, 3, 4]);

        Assert.Equal(Math.Sqrt(5.0 / 4), Value(MetricName.Rmse, predictions), 1e-12);
        Assert.Equal(3.0 / 4, Value(MetricName.Mae, predictions), 1e-12);
        Assert.Equal(1 - (5.0 / 14), Value(MetricName.RSquared, predictions), 1e-12);
        Assert.Equal(2, ResidualQuantiles.Of(predictions)[^1].Value);
    }

    [Fact]
    public void Evaluate_WeightedRows_EqualsRepeatedRows()
    {
        var random = new SeededRandom(5);
        var weights = Enumerable.Range(0, 200).Select(_ => random.NextInt(4)).ToArray();
        int[] rows = [.. weights.SelectMany((weight, row) => Enumerable.Repeat(row, weight))];

        foreach (var predictions in EveryKind())
        {
            foreach (var name in MetricCatalogue.NamesFor(predictions))
            {
                Assert.Equal(
                    MetricCatalogue.Prepare(name, predictions.Select(rows)).Value,
                    MetricCatalogue.Prepare(name, predictions).Evaluate(weights),
                    1e-9);
            }
        }
    }

    private static Predictions[] EveryKind()
    {
        var random = new SeededRandom(9);
        var labels = Enumerable.Range(0, 200).Select(_ => random.NextDouble() < 0.5).ToArray();
        var probabilities = labels.Select(label => Math.Clamp((label ? 0.6 : 0.4) + (0.2 * random.NextNormal()), 0, 1)).ToArray();
        var classes = labels.Select(_ => random.NextInt(3)).ToArray();
        return
        [
            BinaryPredictions.FromProbabilities(labels, probabilities),
            new MulticlassPredictions(
                ["a", "b", "c"], classes, [.. classes.Select(c => random.NextDouble() < 0.7 ? c : random.NextInt(3))], probabilities),
            new RegressionPredictions(probabilities, [.. probabilities.Select(p => p + (0.1 * random.NextNormal()))]),
        ];
    }

    [Theory]
    [InlineData(MetricName.Auc, "the rows hold one class only")]
    [InlineData(MetricName.Recall, "no row is positive")]
    [InlineData(MetricName.Precision, "no row is predicted positive")]
    [InlineData(MetricName.F1, "no row is positive or predicted so")]
    public void Binary_OneClass_IsNullWithTheReason(string metric, string reason)
    {
        var value = MetricCatalogue.Evaluate(metric, BinaryPredictions.FromProbabilities(new bool[10], new double[10]));

        Assert.Null(value.Value);
        Assert.Equal(reason, value.Reason);
    }

    [Fact]
    public void Metric_OfNoRows_IsNull()
    {
        Predictions[] empty = [BinaryPredictions.FromProbabilities([], []), new RegressionPredictions([], []),
            new MulticlassPredictions(["a"], [], [], [])];

        Assert.All(empty.SelectMany(All), value =>
        {
            Assert.Null(value.Value);
            Assert.NotNull(value.Reason);
        });
    }

    [Fact]
    public void Metrics_WithoutProbabilities_KeepTheRest()
    {
        var values = All(new BinaryPredictions([true, false], [3, -2], [true, false], null)).ToList();

        Assert.Equal(1, values.First(v => v.Name == MetricName.Auc).Value);
        Assert.Equal("the model gives no probability", values.First(v => v.Name == MetricName.LogLoss).Reason);
    }

    [Fact]
    public void Predictions_NotANumber_SayWhere()
    {
        var error = Assert.Throws<ArgumentException>(() => BinaryPredictions.FromProbabilities([true, false], [0.5, double.NaN]));

        Assert.Contains("position 1", error.Message, StringComparison.Ordinal);
    }

    private static double Value(string metric, Predictions predictions) => MetricCatalogue.Evaluate(metric, predictions).Value!.Value;

    private static IEnumerable<MetricValue> All(Predictions predictions) =>
        MetricCatalogue.NamesFor(predictions).Select(name => MetricCatalogue.Evaluate(name, predictions));
}
