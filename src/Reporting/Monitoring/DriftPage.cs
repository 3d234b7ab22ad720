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

        if (document.Quality is { } quality)
        {
            page.Section("Quality", QualitySection.Render(quality));
        }

        page.Section("Columns", Columns(drift) + Notes(document));
        var charts = All(drift).Where(column => column.Psi is not null).Take(MostCharts).Select(column => Chart(document, column)).ToArray();
        if (charts.Length > 0)
        {
            page.Section("Training and window", $"<div class=\"pair\">{string.Concat(charts)}</div>{DistributionChart.Legend}");
        }

        page.Folded("Numbers", Numbers(drift));
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
        if (document.Drift.Severity is { } severity)
        {
            Card(cards, "largest drift", Word(severity));
        }

        if (document.Drift.Predictions is { } predictions)
        {
            Card(cards, "predictions", StatusWord(predictions.Status));
        }

        if (document.Quality is { Window.Value: { } value, Training.Value: { } before } quality)
        {
            Card(cards, $"{quality.Metric}, at training {HtmlPage.Number(before)}", HtmlPage.Number(value));
        }

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
        ["column", "", "size", "#importance", "#missing", "#unreadable", "why"],
        All(drift).Select(column => (IReadOnlyList<string>)
        [
            HtmlPage.Text(column.Column),
            Badge(column.Status),
            column.Severity is { } severity ? Word(severity) : "–",
            column.Importance is null ? "–" : $"{Percent(column.Importance)}{(column.ImportanceRank is { } rank ? $" (no. {rank})" : "")}",
            column.MissingCurrent is null ? "–" : $"{Percent(column.MissingReference)} → {Percent(column.MissingCurrent)}",
            column.UnreadableCurrent is null ? "–" : $"{Percent(column.UnreadableReference)} → {Percent(column.UnreadableCurrent)}",
            $"<span class=\"soft\">{HtmlPage.Text(column.Reason)}{HtmlPage.Text(NewCategories(column))}</span>",
        ]));

    private static string Numbers(DriftReport drift) => HtmlPage.Table(
        ["column", "#PSI", "#by chance up to", "#distance (σ)", "#distance (spread)", "#below", "#above", "test", "#p", "#p adjusted"],
        All(drift).Select(column => (IReadOnlyList<string>)
        [
            HtmlPage.Text(column.Column),
            HtmlPage.Number(column.Psi),
            HtmlPage.Number(column.PsiLimit),
            HtmlPage.Number(column.WassersteinNormed),
            HtmlPage.Number(column.Distance),
            Percent(column.Below),
            Percent(column.Above),
            TestName(column.Test),
            HtmlPage.Number(column.P),
            HtmlPage.Number(column.PAdjusted),
        ]))
        + "<p class=\"note\">The spread is the standard deviation, or the interquartile range over 1.349 where that is smaller. Below and above: values beyond all of training.</p>";

    private static string TestName(DriftTest? test) => test switch
    {
        DriftTest.KolmogorovSmirnov => "ks",
        DriftTest.ChiSquare => "chiSquare",
        _ => "–",
    };

    private static string NewCategories(ColumnDrift column) =>
        column.NewCategories.Count == 0 ? "" : $"; not seen in training: {string.Join(", ", column.NewCategories)}";

    /// <summary>The predictions stand last, as one more column.</summary>
    private static IEnumerable<ColumnDrift> All(DriftReport drift) => drift.Columns.Concat(drift.Predictions is { } predictions ? [predictions] : []);

    private static string Notes(MonitoringDocument document) =>
        string.Concat(document.Notes.Select(note => $"<p class=\"note\">{HtmlPage.Text(note)}.</p>"));

    private static string Word(DriftSeverity severity) => severity.ToString().ToLowerInvariant();

    private static string StatusWord(DriftStatus status) => status.ToString().ToLowerInvariant();

    private static string Chart(MonitoringDocument document, ColumnDrift column)
    {
        var reference = document.Reference.Columns.FirstOrDefault(profile => profile.Name == column.Column) ?? document.Reference.Predictions!;
        var current = document.Current.Columns.FirstOrDefault(profile => profile.Name == column.Column) ?? document.Current.Predictions!;
        return $"<figure><figcaption>{HtmlPage.Text(column.Column)} {Badge(column.Status)}</figcaption>{DistributionChart.Draw(reference, current)}</figure>";
    }

    private static string HowDecided(DriftReport drift) =>
        "<p>A column drifts when a test of its values (Kolmogorov–Smirnov for numbers, chi-square for categories) or of its share of missing values is "
        + "significant after correction for the number of tests, and the difference is large enough to matter: PSI from 0.02 on and, of numbers, a distance "
        + "from a tenth of the training's spread on. "
        + $"Of windows without any change, {Percent(drift.FalseDiscoveryRate)} at most are told as drift.</p>"
        + "<p>So does one with a larger share of unreadable values than training's, by the same correction. Points in time and numbers of rows go on whatever "
        + "happens: only whether they are missing is compared. A drift is strong from a PSI of 0.25, a distance of half the spread, or a tenth of the rows "
        + "on. Importance is a column's share of what the model's deciding metric loses when columns are shuffled.</p>"
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
