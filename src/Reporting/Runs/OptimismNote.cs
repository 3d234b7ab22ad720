using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Tuning;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>How much better a search found its best trial than test rows find the model: no trial has seen those, so theirs is the figure to go by.</summary>
internal static class OptimismNote
{
    /// <returns>Nothing where either figure is missing.</returns>
    public static string Render(Leaderboard board, IReadOnlyList<MetricValue> metrics)
    {
        if (board.Trials is not [{ Score: { } search }, ..] || metrics.FirstOrDefault(metric => metric.Name == board.Metric)?.Value is not { } test)
        {
            return "";
        }

        var optimism = board.HigherIsBetter ? search - test : test - search;
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"Optimism: the search scored the chosen trial's {board.Metric} at {HtmlPage.Number(search)}, test rows, which no trial has seen, the model's at {HtmlPage.Number(test)}. The search's figure is ");
        return $"<p class=\"note\">{HtmlPage.Text(words)}{(optimism >= 0 ? "better" : "worse")} by {HtmlPage.Number(Math.Abs(optimism))}.</p>";
    }
}
