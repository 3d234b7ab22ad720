using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Reporting.Html;
using Mdlc.Reporting.Plots;

namespace Mdlc.Reporting.Runs;

/// <summary>The candidate's curves, with the champion's where the gate has them.</summary>
internal static class CurvesSection
{
    /// <param name="gate">Null while it has not decided.</param>
    public static void Add(HtmlPage page, EvaluationDocument document, GateVerdict? gate)
    {
        // Where both have rows in common, both are drawn on those: then only the models differ.
        var beside = gate?.Curves;
        var own = beside?.Ours ?? ModelCurves.Of(document);
        var theirs = beside?.Theirs;
        var legend = Legend(gate);
        if (own.Roc.Count > 0)
        {
            page.Section("Ranking", Pair(
                HtmlPage.Figure("ROC: true against false positives at every threshold", PlotImages.Roc(own.Roc, theirs?.Roc)),
                HtmlPage.Figure("Precision against recall", PlotImages.PrecisionRecall(own.PrecisionRecall, PositiveShare(document), theirs?.PrecisionRecall))) + legend);
        }

        var classes = new List<string>();
        if (own.Calibration.Count > 0)
        {
            classes.Add(HtmlPage.Figure(
                document.Task == ModelTask.Binary ? "Calibration: does 0.8 come true 8 times in 10?" : "Calibration of the predicted class",
                PlotImages.Calibration(own.Calibration, theirs?.Calibration)));
        }

        if (document.Confusion is { } small && !ConfusionSection.IsLarge(small))
        {
            classes.Add(ConfusionSection.Small(small));
        }

        if (classes.Count > 0)
        {
            page.Section("Probabilities and classes", Pair([.. classes]) + legend + (document.Confusion is { } few && !ConfusionSection.IsLarge(few) ? ConfusionSection.Mistakes(few) : ""));
        }

        if (document.Confusion is { } confusion && ConfusionSection.IsLarge(confusion))
        {
            page.Section("Confusion", ConfusionSection.Large(confusion) + ConfusionSection.Mistakes(confusion));
        }

        if (document.Scatter.Count > 0)
        {
            page.Section("Predictions and residuals", Pair(
                HtmlPage.Figure("Actual against predicted", PlotImages.PredictedAgainstActual(document.Scatter)),
                HtmlPage.Figure("Residuals", PlotImages.Residuals(document.Scatter))) + Residuals(own, theirs, beside) + legend);
        }
    }

    /// <summary>Which line is whose, and on which rows; or why there is but one.</summary>
    private static string Legend(GateVerdict? gate) => gate?.Curves is { } beside
        ? beside.Theirs is null
            ? $"<p class=\"note\">Without {HtmlPage.Text(beside.Champion)}, the champion: {HtmlPage.Text(beside.Note)}.</p>"
            : $"<p class=\"note\"><span class=\"ours\">━</span> the candidate <span class=\"theirs\">┅</span> {HtmlPage.Text(beside.Champion)}, the champion: {HtmlPage.Text(beside.Note)}.</p>"
        : gate?.SameAs is { } same ? string.Create(CultureInfo.InvariantCulture, $"<p class=\"note\">The champion, version {same}, is this very model: it has these curves.</p>")
        : "";

    private static string Residuals(ModelCurves own, ModelCurves? theirs, CurvesBeside? beside)
    {
        if (own.Residuals.Count == 0)
        {
            return "";
        }

        List<IReadOnlyList<string>> rows = [["the candidate", .. own.Residuals.Select(residual => HtmlPage.Number(residual.Value))]];
        if (theirs is { Residuals: { Count: > 0 } others } && others.Count == own.Residuals.Count)
        {
            rows.Add([HtmlPage.Text(beside!.Champion), .. others.Select(residual => HtmlPage.Number(residual.Value))]);
        }

        return HtmlPage.Table(["", .. own.Residuals.Select(residual => $"#{residual.Quantile.ToString("0.##", CultureInfo.InvariantCulture)}")], rows)
            + "<p class=\"note\">Quantiles of the residuals (actual less predicted).</p>";
    }

    private static string Pair(params string[] parts) => $"<div class=\"pair\">{string.Concat(parts)}</div>";

    private static double PositiveShare(EvaluationDocument document)
    {
        var counts = document.Confusion?.Counts;
        return counts is null ? 0 : (double)counts[1].Sum() / Math.Max(1, counts.Sum(row => row.Sum()));
    }
}
