using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>What a binary model does at each of some thresholds; its own stands out.</summary>
internal static class ThresholdsTable
{
    public static string Render(EvaluationDocument document)
    {
        var own = OperatingPoint.ThresholdOf(document.OperatingPoint);
        var costs = document.Thresholds.Any(row => row.Cost is not null);
        string[] head = ["#threshold", "#predicted positive", "#precision", "#recall", "#f1", "#accuracy", .. costs ? ["#cost a row"] : Array.Empty<string>()];
        var rows = document.Thresholds.Select(row => (IReadOnlyList<string>)
        [
            row.Threshold == own ? $"<b>{HtmlPage.Number(row.Threshold)}</b>" : HtmlPage.Number(row.Threshold),
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * row.Predicted / Math.Max(1, document.TestRows):0.#} %"),
            HtmlPage.Number(row.Precision),
            HtmlPage.Number(row.Recall),
            HtmlPage.Number(row.F1),
            HtmlPage.Number(row.Accuracy),
            .. costs ? [HtmlPage.Number(row.Cost)] : Array.Empty<string>(),
        ]);
        var note = document.OperatingPoint is { Note.Length: > 0 } point ? point.Note : "threshold 0.5, since evaluate.threshold asks for no other";
        return HtmlPage.Table(head, rows) + $"<p class=\"note\">The model's own: {HtmlPage.Text(note)}. The table is of the test rows, which chose nothing.</p>";
    }
}
