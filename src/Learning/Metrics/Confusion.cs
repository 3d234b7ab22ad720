using Mdlc.Contracts.Evaluation;

namespace Mdlc.Learning.Metrics;

/// <summary>Counts of actual against predicted classes.</summary>
public static class Confusion
{
    /// <summary>Negative class first.</summary>
    public static ConfusionMatrix Of(BinaryPredictions predictions, string negative = "false", string positive = "true") => Count(
        [negative, positive],
        predictions.Labels.Zip(predictions.Predicted, (label, predicted) => (label ? 1 : 0, predicted ? 1 : 0)));

    /// <summary>Rows whose class the model does not know are left out.</summary>
    public static ConfusionMatrix Of(MulticlassPredictions predictions) =>
        Count(predictions.Classes, predictions.Labels.Zip(predictions.Predicted));

    private static ConfusionMatrix Count(IReadOnlyList<string> classes, IEnumerable<(int Actual, int Predicted)> rows)
    {
        var counts = classes.Select(_ => new long[classes.Count]).ToArray();
        foreach (var (actual, predicted) in rows)
        {
            if (actual >= 0 && predicted >= 0)
            {
                counts[actual][predicted]++;
            }
        }
        return new ConfusionMatrix(classes, counts);
    }
}
