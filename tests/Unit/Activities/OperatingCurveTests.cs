using Mdlc.Activities.Evaluation;
using Mdlc.Learning.Metrics;

namespace Mdlc.Unit.Tests.Activities;

public sealed class OperatingCurveTests
{
    /// <summary>However many scores there are, the curve begins where nothing is called positive and ends where all is.</summary>
    [Theory]
    [InlineData(4, 5)]
    [InlineData(199, 200)]
    [InlineData(200, 200)]
    [InlineData(5000, 200)]
    public void Curves_GoFromEndToEnd(int scores, int points)
    {
        var labels = Enumerable.Range(0, scores).Select(i => i % 4 == 0).ToArray();
        var predictions = BinaryPredictions.FromProbabilities(labels, [.. Enumerable.Range(0, scores).Select(i => (i + 0.5) / scores)]);

        var roc = OperatingCurve.Roc(predictions);
        var recall = OperatingCurve.PrecisionRecall(predictions);

        Assert.Equal(points, roc.Count);
        Assert.Equal((new(0, 0), new(1, 1)), (roc[0], roc[^1]));
        Assert.Equal((1, (double)predictions.Positives / scores), (recall[^1].X, recall[^1].Y));
        Assert.Equal(roc.OrderBy(point => point.X).ThenBy(point => point.Y), roc);
    }
}
