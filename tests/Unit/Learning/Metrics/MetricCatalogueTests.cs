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
    public void Binary_MoreMetricsWorkedByHand_Agree()
    {
        // From the top: 0.9 a hit (precision 1), then two tied at 0.6 with one hit (2 of 3), then 0.4 a hit (3 of 4).
        Assert.Equal((1.0 + (2.0 / 3) + (3.0 / 4)) / 3, Value(MetricName.PrAuc, Small), 1e-12);
        Assert.Equal(((2.0 / 3) + (1.0 / 2)) / 2, Value(MetricName.BalancedAccuracy, Small), 1e-12);
    }

    [Fact]
    public void PrAuc_OfEqualScores_IsTheShareOfPositives() => Assert.Equal(
        0.25, Value(MetricName.PrAuc, BinaryPredictions.FromProbabilities([true, false, false, false], [0.3, 0.3, 0.3, 0.3])), 1e-12);

    [Fact]
    public void PrAuc_AgainstEveryThreshold_Agrees()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new SeededRandom(seed);
            var labels = Enumerable.Range(0, 60).Select(_ => random.NextDouble() < 0.4).ToArray();
            var scores = labels.Select(label => (double)(random.NextInt(8) + (label ? 2 : 0))).ToArray();
            var (expected, before) = (0.0, 0.0);
            foreach (var threshold in scores.Distinct().OrderDescending())
            {
                var hits = labels.Where((label, i) => label && scores[i] >= threshold).Count();
                var recall = (double)hits / labels.Count(label => label);
                expected += (recall - before) * hits / scores.Count(score => score >= threshold);
                before = recall;
            }

            Assert.Equal(expected, Value(MetricName.PrAuc, BinaryPredictions.FromProbabilities(labels, scores)), 1e-12);
        }
    }

    [Fact]
    public void Multiclass_AucAndMacroF1WorkedByHand_Agree()
    {
        float[][] probabilities = [[0.7f, 0.2f, 0.1f], [0.4f, 0.5f, 0.1f], [0.3f, 0.6f, 0.1f], [0.4f, 0.3f, 0.3f], [0.1f, 0.2f, 0.7f]];
        var predictions = new MulticlassPredictions(["a", "b", "c"], [0, 0, 1, 1, 2], [0, 1, 1, 0, 2], null, probabilities);

        // a: of 6 pairs 5 and a tie; b: of 6 pairs 5 (0.6 beats all, 0.3 beats two of three); c: of 4 pairs all.
        Assert.Equal(((5.5 / 6) + (5.0 / 6) + 1) / 3, Value(MetricName.Auc, predictions), 1e-12);
        Assert.Equal((0.5 + 0.5 + 1) / 3, Value(MetricName.MacroF1, predictions), 1e-12);
        Assert.Null(MetricCatalogue.Evaluate(MetricName.Auc, predictions).Note);
    }

    [Fact]
    public void MulticlassAuc_OfAClassThatNoRowHas_LeavesItOutAndSaysSo()
    {
        float[][] probabilities = [[0.7f, 0.2f, 0.1f], [0.4f, 0.5f, 0.1f], [0.6f, 0.3f, 0.1f]];
        var value = MetricCatalogue.Evaluate(
            MetricName.Auc, new MulticlassPredictions(["a", "b", "c"], [0, 1, 0], [0, 1, 0], null, probabilities));

        Assert.Equal(1, value.Value!.Value, 1e-12);
        Assert.Equal("left out of the mean: 1 classes that no row has (c)", value.Note);
    }

    [Fact]
    public void MulticlassAuc_OfRowsOfOneClass_IsNullWithTheReason()
    {
        var predictions = new MulticlassPredictions(["a", "b"], [0, 0], [0, 0], null, [[0.7f, 0.3f], [0.6f, 0.4f]]);

        Assert.Equal((null, "the rows hold one class only"), (MetricCatalogue.Evaluate(MetricName.Auc, predictions).Value, MetricCatalogue.Evaluate(MetricName.Auc, predictions).Reason));
    }

    [Fact]
    public void Multiclass_ClassThatTheModelDoesNotKnow_CountsAgainstIt()
    {
        float[][] probabilities = [[0.9f, 0.1f], [0.2f, 0.8f], [0.5f, 0.5f]];
        var predictions = new MulticlassPredictions(["a", "b"], [0, 1, -1], [0, 1, 0], null, probabilities);

        // a: 0.9 beats both; b: 0.8 beats both; the third is told from nothing.
        Assert.Equal((1 + 1 + 0.5) / 3, Value(MetricName.Auc, predictions), 1e-12);
        Assert.Equal(((2.0 / 3) + 1 + 0) / 3, Value(MetricName.MacroF1, predictions), 1e-12);
    }

    [Fact]
    public void MacroF1_OfAClassPredictedButNotHeld_CountsItAsZero() => Assert.Equal(
        ((2.0 / 3) + 0) / 2, Value(MetricName.MacroF1, new MulticlassPredictions(["a", "b", "c"], [0, 0], [0, 1], null)), 1e-12);

    [Theory]
    [InlineData(MetricName.Accuracy, MetricName.MicroAccuracy)]
    [InlineData(MetricName.BalancedAccuracy, MetricName.MacroAccuracy)]
    public void Multiclass_AskedByAnotherName_IsTheSameByThatName(string asked, string own)
    {
        var predictions = new MulticlassPredictions(["a", "b", "c"], [0, 0, 0, 1, 2, -1], [0, 0, 1, 1, 1, 0], null);

        Assert.Equal(MetricCatalogue.Evaluate(own, predictions) with { Name = asked }, MetricCatalogue.Evaluate(asked, predictions));
    }

    [Fact]
    public void Mape_RowsWhoseLabelIsZero_AreLeftOutAndCounted()
    {
        var value = MetricCatalogue.Evaluate(MetricName.Mape, new RegressionPredictions([2, 0, -4, 0], [1, 5, -5, 0]));

        Assert.Equal((0.5 + 0.25) / 2, value.Value!.Value, 1e-12);
        Assert.Equal("left out: 2 of 4 rows, whose label is 0", value.Note);
    }

    [Fact]
    public void Mape_OfZerosOnly_IsNullWithTheReason()
    {
        var value = MetricCatalogue.Evaluate(MetricName.Mape, new RegressionPredictions([0, 0], [1, 5]));

        Assert.Equal((null, "every label is 0"), (value.Value, value.Reason));
    }

    [Theory]
    [InlineData(new[] { 5.0, 0, 1 }, 1)]
    [InlineData(new[] { 5.0, 0, 1, 2 }, 1.5)]
    [InlineData(new[] { -7.0 }, 7)]
    [InlineData(new[] { 3.0, -3, 3, 9 }, 3)]
    public void MedianAbsoluteError_WorkedByHand_Agrees(double[] errors, double expected) => Assert.Equal(
        expected, Value(MetricName.MedianAbsoluteError, new RegressionPredictions(errors, new double[errors.Length])), 1e-12);

    [Fact]
    public void Table_EveryMetricOfATask_IsComputed()
    {
        foreach (var predictions in EveryKind())
        {
            Assert.All(MetricCatalogue.NamesFor(predictions), name => Assert.NotNull(MetricCatalogue.Evaluate(name, predictions).Value));
        }
    }

    [Fact]
    public void Table_EveryValue_LiesInItsRange()
    {
        foreach (var metric in EveryKind().SelectMany(p => MetricCatalogue.NamesFor(p).Select(name => MetricCatalogue.Prepare(name, p))))
        {
            var (low, high) = metric.Info.Range switch
            {
                MetricRange.Share => (0, 1),
                MetricRange.NotNegative => (0.0, double.MaxValue),
                _ => (double.MinValue, 1.0),
            };
            Assert.InRange(metric.Value, low, high);
        }
    }

    [Theory]
    [InlineData("rmse", false)]
    [InlineData("mape", false)]
    [InlineData("logloss", false)]
    [InlineData("prAuc", true)]
    [InlineData("accuracy", true)]
    [InlineData("microAccuracy", true)]
    public void Table_ByAnyName_KnowsTheDirection(string name, bool higher) => Assert.Equal(higher, MetricTable.HigherIsBetter(name));

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
                ["a", "b", "c"],
                classes,
                [.. classes.Select(c => random.NextDouble() < 0.7 ? c : random.NextInt(3))],
                probabilities,
                [.. classes.Select(c => new[] { 0, 1, 2 }.Select(k => (float)(random.NextDouble() + (k == c ? 0.5 : 0))).ToArray())]),
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
            new MulticlassPredictions(["a"], [], [], [], [])];

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
