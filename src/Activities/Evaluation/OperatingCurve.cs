using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;

namespace Mdlc.Activities.Evaluation;

/// <summary>What a binary model does at each threshold, thinned to what a picture can show.</summary>
internal static class OperatingCurve
{
    private const int MostPoints = 200;

    /// <summary>False positive rate against true positive rate, from (0, 0) to (1, 1).</summary>
    public static IReadOnlyList<CurvePoint> Roc(BinaryPredictions predictions) => predictions.Positives == 0 || predictions.Negatives == 0
        ? []
        : Thin([
            new CurvePoint(0, 0),
            .. Counts(predictions).Select(c => new CurvePoint((double)c.False / predictions.Negatives, (double)c.True / predictions.Positives)),
        ]);

    /// <summary>Recall against precision, from the highest threshold to the lowest.</summary>
    public static IReadOnlyList<CurvePoint> PrecisionRecall(BinaryPredictions predictions) => predictions.Positives == 0
        ? []
        : Thin([.. Counts(predictions).Select(c => new CurvePoint((double)c.True / predictions.Positives, (double)c.True / (c.True + c.False)))]);

    /// <summary>True and false positives at each distinct score, highest first.</summary>
    private static IEnumerable<(int True, int False)> Counts(BinaryPredictions predictions)
    {
        var order = Enumerable.Range(0, predictions.Rows).OrderByDescending(row => predictions.Scores[row]).ToArray();
        var (positives, negatives) = (0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            positives += predictions.Labels[order[i]] ? 1 : 0;
            negatives += predictions.Labels[order[i]] ? 0 : 1;
            if (i == order.Length - 1 || predictions.Scores[order[i + 1]] != predictions.Scores[order[i]])
            {
                yield return (positives, negatives);
            }
        }
    }

    private static IReadOnlyList<CurvePoint> Thin(IReadOnlyList<CurvePoint> points) => points.Count <= MostPoints
        ? points
        : [.. Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))])];
}
