using System.Globalization;
using System.Text;
using Mdlc.Contracts.Monitoring;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Monitoring;

/// <summary>A window against its reference on one page that can be mailed.</summary>
public static class DriftPage
{
    private const int MostCharts = 30;

    public static string Render(MonitoringDocument document)
    {
        var drift = document.Drift;
        var page = new HtmlPage();
        page.Add($"<header><h1>{HtmlPage.Text(document.Model)}</h1>{Badge(drift.Status)}"
            + $"<div class=\"run\">{HtmlPage.Text(document.Project)} · version {document.Version} · {HtmlPage.Text(Window(document))}</div></header>");
        page.Add(Cards(document));
        if (document.Rejected > 0)
        {
            page.Section("Could not be read", Unread(document));
        }

        page.Section("Columns", Columns(drift));
        var charts = drift.Columns.Where(column => column.Psi is not null).Take(MostCharts).Select(column => Chart(document, column)).ToArray();
        if (charts.Length > 0)
        {
            page.Section("Training and window", $"<div class=\"pair\">{string.Concat(charts)}</div>{DistributionChart.Legend}");
        }

        page.Section("How it is decided", HowDecided(drift));
        return page.Render($"{document.Model} – drift");
    }

    private static string Window(MonitoringDocument document) =>
        document.File
        ?? $"logged predictions from {document.From?.ToString("u", CultureInfo.InvariantCulture) ?? "the first"} to {document.To?.ToString("u", CultureInfo.InvariantCulture) ?? "the last"}";

    private static string Cards(MonitoringDocument document)
    {
        var drifted = document.Drift.Columns.Count(column => column.Status == DriftStatus.Drift);
        var cards = new StringBuilder("<div class=\"cards\">");
        Card(cards, "columns that drifted", $"{drifted} of {document.Drift.Columns.Count}");
        Card(cards, "rows in the window", HtmlPage.Count(Math.Max(document.Records, document.Drift.CurrentRows)));
        if (document.Rejected > 0)
        {
            Card(cards, "of which could not be read", HtmlPage.Count(document.Rejected));
        }

        Card(cards, "training rows", HtmlPage.Count(document.Drift.ReferenceRows));
        return cards.Append("</div>").ToString();
    }

    private static void Card(StringBuilder cards, string name, string value) =>
        cards.Append(CultureInfo.InvariantCulture, $"<div class=\"card\"><div class=\"name\">{HtmlPage.Text(name)}</div><div class=\"value\">{value}</div></div>");

    private static string Unread(MonitoringDocument document) => HtmlPage.Table(
        ["column", "#records", "reason", "the first"],
        document.Reasons.Select(reason => (IReadOnlyList<string>)
        [
            HtmlPage.Text(reason.Column ?? DataProfile.WholeRecord),
            HtmlPage.Count(reason.Records),
            HtmlPage.Text(reason.Reason),
            HtmlPage.Text(reason.First),
        ]))
        + $"<p class=\"note\">They are in no distribution below, and count in the verdict. All of them: {HtmlPage.Text(document.Quarantine)}</p>";

    private static string Columns(DriftReport drift) => HtmlPage.Table(
        ["column", "", "#PSI", "#by chance up to", "#distance (σ)", "test", "#p", "#p adjusted", "#missing", "#unreadable", "why"],
        drift.Columns.Select(column => (IReadOnlyList<string>)
        [
            HtmlPage.Text(column.Column),
            Badge(column.Status),
            HtmlPage.Number(column.Psi),
            HtmlPage.Number(column.PsiLimit),
            HtmlPage.Number(column.WassersteinNormed),
            TestName(column.Test),
            HtmlPage.Number(column.P),
            HtmlPage.Number(column.PAdjusted),
            column.MissingCurrent is null ? "–" : $"{Percent(column.MissingReference)} → {Percent(column.MissingCurrent)}",
            column.UnreadableCurrent is null ? "–" : $"{Percent(column.UnreadableReference)} → {Percent(column.UnreadableCurrent)}",
            $"<span class=\"soft\">{HtmlPage.Text(column.Reason)}{HtmlPage.Text(NewCategories(column))}</span>",
        ]));

    private static string TestName(DriftTest? test) => test switch
    {
        DriftTest.KolmogorovSmirnov => "ks",
        DriftTest.ChiSquare => "chiSquare",
        _ => "–",
    };

    private static string NewCategories(ColumnDrift column) =>
        column.NewCategories.Count == 0 ? "" : $"; not seen in training: {string.Join(", ", column.NewCategories)}";

    private static string Chart(MonitoringDocument document, ColumnDrift column)
    {
        var reference = document.Reference.Columns.First(profile => profile.Name == column.Column);
        var current = document.Current.Columns.First(profile => profile.Name == column.Column);
        return $"<figure><figcaption>{HtmlPage.Text(column.Column)} {Badge(column.Status)}</figcaption>{DistributionChart.Draw(reference, current)}</figure>";
    }

    private static string HowDecided(DriftReport drift) =>
        "<p>A column drifts when a test of its values (Kolmogorov–Smirnov for numbers, chi-square for categories) or of its share of missing values is "
        + "significant after correction for the number of tests, and the difference is large enough to matter. "
        + $"Of the columns told as drifted, at most {Percent(drift.FalseDiscoveryRate)} are false alarms in the long run.</p>"
        + "<p>So does one with a larger share of unreadable values than training's, by the same correction. Points in time go on whatever happens: only "
        + "whether they are missing is compared.</p>"
        + "<p class=\"note\">PSI is shown beside what it exceeds by chance in 5 of 100 windows of this size: a fixed limit would alarm on every small window.</p>";

    private static string Badge(DriftStatus status) => status switch
    {
        DriftStatus.Drift => HtmlPage.Badge("drift", "fail"),
        DriftStatus.Stable => HtmlPage.Badge("stable", "pass"),
        _ => HtmlPage.Badge("inconclusive", "inconclusive"),
    };

    private static string Percent(double? share) =>
        share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.##} %") : "–";
}
