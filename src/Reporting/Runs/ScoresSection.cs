using System.Globalization;
using System.Text;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>How the model's probabilities are spread among the rows of each class, a picture a class.</summary>
internal static class ScoresSection
{
    private const int MostClasses = 12;
    private const int Width = 440;
    private const int Floor = 92;
    private const int Height = 110;

    public static string Render(EvaluationDocument document)
    {
        var shown = document.Scores.Where(scores => scores.Rows.Sum() > 0).OrderByDescending(scores => scores.Rows.Sum()).Take(MostClasses).ToList();
        var threshold = document.Task == ModelTask.Binary ? OperatingPoint.ThresholdOf(document.OperatingPoint) : (double?)null;
        var what = document.Task == ModelTask.Binary ? $"The probability of {HtmlPage.Text(document.Confusion?.Classes[^1] ?? "the positive class")}" : "The probability that the model gave to the row's own class";
        var more = document.Scores.Count > shown.Count
            ? string.Create(CultureInfo.InvariantCulture, $" The {shown.Count} classes with the most test rows; {document.Scores.Count - shown.Count} others are in evaluation.json.")
            : "";
        var line = threshold is null ? "" : $" The line is the model's threshold, {HtmlPage.Number(threshold)}.";
        return $"<div class=\"pair\">{string.Concat(shown.Select(scores => Figure(scores, threshold)))}</div>"
            + $"<p class=\"note\">{what}, over the test rows of each actual class; a bar's height is its share of the class's rows.{line}{more}</p>";
    }

    private static string Figure(ClassScores scores, double? threshold)
    {
        var (total, largest) = (scores.Rows.Sum(), Math.Max(1, scores.Rows.Max()));
        var step = (double)Width / scores.Rows.Count;
        var caption = string.Create(CultureInfo.InvariantCulture, $"{HtmlPage.Text(scores.Class)}: {total:#,0} rows, at most {100.0 * largest / Math.Max(1, total):0.#} % in a bar");
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" width=\"100%\" role=\"img\" aria-label=\"{caption}\" font-size=\"11\" fill=\"#5b6675\">");
        for (var i = 0; i < scores.Rows.Count; i++)
        {
            var height = (double)scores.Rows[i] / largest * (Floor - 6);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{(i * step) + 1:0.#}\" y=\"{Floor - height:0.#}\" width=\"{step - 2:0.#}\" height=\"{height:0.#}\" fill=\"#1f4e8c\"><title>{(double)i / scores.Rows.Count:0.##} to {(i + 1.0) / scores.Rows.Count:0.##}: {scores.Rows[i]:#,0} rows</title></rect>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" x2=\"{Width}\" y1=\"{Floor}\" y2=\"{Floor}\" stroke=\"#9aa4b2\"/>");
        if (threshold is { } at)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{at * Width:0.#}\" x2=\"{at * Width:0.#}\" y1=\"0\" y2=\"{Floor}\" stroke=\"#c2571a\" stroke-dasharray=\"4 3\"/>");
        }

        foreach (var (at2, anchor) in new[] { (0.0, "start"), (0.5, "middle"), (1.0, "end") })
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{at2 * Width:0.#}\" y=\"{Height - 4}\" text-anchor=\"{anchor}\">{at2:0.#}</text>");
        }

        return svg.Append("</svg></figure>").ToString();
    }
}
