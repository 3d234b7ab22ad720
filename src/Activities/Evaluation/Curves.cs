using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;

namespace Mdlc.Activities.Evaluation;

/// <summary>Curves of predictions, and of a champion beside a candidate.</summary>
internal static class Curves
{
    public static ModelCurves Of(Predictions predictions) => predictions switch
    {
        BinaryPredictions binary => new ModelCurves
        {
            Roc = OperatingCurve.Roc(binary),
            PrecisionRecall = OperatingCurve.PrecisionRecall(binary),
            Calibration = binary.Probabilities is { } probabilities ? CalibrationCurve.EqualWidth(binary.Labels, probabilities) : [],
        },
        MulticlassPredictions { ClassProbabilities: { } probabilities } multiclass => new ModelCurves
        {
            Calibration = CalibrationCurve.EqualWidth(
                [.. multiclass.Labels.Zip(multiclass.Predicted, (label, predicted) => label == predicted)],
                [.. probabilities.Select(row => Math.Clamp((double)row.Max(), 0, 1))]),
        },
        RegressionPredictions regression => new ModelCurves { Residuals = ResidualQuantiles.Of(regression) },
        _ => new ModelCurves(),
    };

    /// <param name="comparison">Null where the gate compared nothing.</param>
    /// <param name="kept">What the champion's own evaluation holds; null where that cannot be read.</param>
    /// <param name="rows">The candidate's test rows.</param>
    public static CurvesBeside Beside(string champion, PairedComparison? comparison, EvaluationDocument? kept, int rows)
    {
        if (comparison is { Candidate: { } ours, Other: { } theirs })
        {
            return new CurvesBeside(champion, Of(theirs), string.Create(CultureInfo.InvariantCulture, $"both on the {ours.Rows} of the {rows} test rows that neither was trained on"))
            {
                Ours = Of(ours),
            };
        }

        var why = comparison?.Obstacle is { } obstacle ? $"they have no rows in common ({obstacle})" : "the gate compared the two on no rows";
        if (kept is null || ModelCurves.Of(kept) is not { AreNone: false } own)
        {
            return new CurvesBeside(champion, null, $"{why}, and its own evaluation holds no curves: it was registered before they were kept");
        }

        return new CurvesBeside(champion, own, string.Create(CultureInfo.InvariantCulture, $"{why}, so the champion's are those of its own {kept.TestRows} test rows: the two may differ for the rows alone"));
    }
}
