using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;

namespace Mdlc.Activities.Evaluation;

/// <summary>What a binary model does at some thresholds, the model's own among them.</summary>
internal static class ThresholdTable
{
    /// <param name="asked">Says what errors cost, if anything does.</param>
    public static IReadOnlyList<ThresholdRow> Of(BinaryPredictions predictions, double own, ThresholdSpec? asked) =>
        [.. Enumerable.Range(1, 9).Select(tenth => tenth / 10.0).Append(own).Distinct().Order().Select(threshold => At(predictions, threshold, asked))];

    private static ThresholdRow At(BinaryPredictions predictions, double threshold, ThresholdSpec? asked)
    {
        var at = BinaryPredictions.FromProbabilities(predictions.Labels, predictions.Probabilities!, threshold);
        var predicted = at.Predicted.LongCount(positive => positive);
        var hits = at.Labels.Zip(at.Predicted).LongCount(row => row.First && row.Second);
        return new ThresholdRow(
            threshold,
            predicted,
            Value(MetricName.Precision),
            Value(MetricName.Recall),
            Value(MetricName.F1),
            Value(MetricName.Accuracy),
            at.Rows == 0 ? null : ThresholdChoice.Cost(asked, predicted - hits, at.Positives - hits, at.Rows));

        double? Value(string metric) => MetricCatalogue.Evaluate(metric, at).Value;
    }
}
