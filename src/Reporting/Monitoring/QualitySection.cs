using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Monitoring;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Monitoring;

/// <summary>The model on the window's labels beside what it was at training.</summary>
internal static class QualitySection
{
    public static string Render(WindowQuality quality) =>
        $"<p>{Badge(quality.Status)} {HtmlPage.Text(quality.Reason)}</p>{(quality.Metrics.Count == 0 ? "" : Table(quality))}";

    private static string Table(WindowQuality quality) => HtmlPage.Table(
        ["metric", "#window", "#interval", "#training", "#interval"],
        quality.Metrics.Select(now =>
        {
            var before = quality.TrainingMetrics.FirstOrDefault(metric => metric.Name == now.Name);
            return (IReadOnlyList<string>)
            [
                HtmlPage.Text(now.Name),
                HtmlPage.Number(now.Value),
                Interval(now),
                HtmlPage.Number(before?.Value),
                Interval(before),
            ];
        }))
        + string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"note\">Intervals of 95 %. {HtmlPage.Text(quality.Metric)} decides: worse when all of the interval of the difference ({100 * (quality.Confidence ?? 0.98):0} %) is on the worse side and the difference is 1 % at least.</p>");

    private static string Interval(MetricValue? value) => value?.Lower is null ? "–" : $"{HtmlPage.Number(value.Lower)} to {HtmlPage.Number(value.Upper)}";

    private static string Badge(QualityStatus status) => status switch
    {
        QualityStatus.Ok => HtmlPage.Badge("ok", "pass"),
        QualityStatus.Worse => HtmlPage.Badge("worse", "fail"),
        _ => HtmlPage.Badge("cannot tell", "inconclusive"),
    };
}
