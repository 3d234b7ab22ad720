using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Metrics;

public sealed class SliceEvaluatorTests
{
    [Fact]
    public void Evaluate_Slices_AreOrderedJudgedAndExplained()
    {
        var random = new SeededRandom(1);
        var labels = Enumerable.Range(0, 500).Select(i => i < 480 && random.NextDouble() < 0.5).ToArray();
        var scores = labels.Select(label => 1 / (1 + Math.Exp(-(label ? 1 : -1) - random.NextNormal()))).ToArray();
        var values = labels.Select((_, i) => i < 300 ? "north" : i < 480 ? null : "south").ToArray();

        var slices = SliceEvaluator.Evaluate(
            BinaryPredictions.FromProbabilities(labels, scores), "region", values, [MetricName.Auc, MetricName.Accuracy], seed: 7);

        Assert.Equal(["north", null, "south"], slices.Select(slice => slice.Value));
        Assert.Equal([true, true, false], slices.Select(slice => slice.Sufficient));
        Assert.All(slices[0].Metrics, metric => Assert.InRange(metric.Value!.Value, metric.Lower!.Value, metric.Upper!.Value));
        Assert.Equal("0 positives, at least 30 are needed", slices[2].Reason);
        Assert.Equal("the rows hold one class only", slices[2].Metrics[0].Reason);
        Assert.Null(slices[2].Metrics[1].Lower);
        Assert.DoesNotContain("NaN", MdlcJson.Serialize(slices), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_OtherNumberOfValues_IsRefused() => Assert.Throws<ArgumentException>(
        () => SliceEvaluator.Evaluate(new RegressionPredictions([1], [1]), "c", [], [MetricName.Rmse], 1));
}
