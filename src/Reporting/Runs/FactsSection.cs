using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Runs;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>When, of which rows, by which spec, and where more is said.</summary>
internal static class FactsSection
{
    public static string Render(EvaluationDocument document, ReportFacts facts)
    {
        var rows = new List<(string Name, string Value)>
        {
            ("began", facts.Started is { } started ? $"<time datetime=\"{started.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)}\">{started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC</time>" : "–"),
            ("set off by", facts.Trigger is { } trigger ? HtmlPage.Text(Word(trigger)) : "–"),
            ("run", HtmlPage.Text(document.Run)),
            ("source", HtmlPage.Text(facts.Source ?? "–")),
            ("snapshot", facts.Snapshot is { } snapshot ? $"<code>{HtmlPage.Text(snapshot)}</code>" : "–"),
            ("version", facts.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{version} · {Card(document, facts, version)}") : "not registered when this was written"),
            ("also", $"<a href=\"{PageName.Validation}\">what the data were held against</a>"),
        };
        rows.InsertRange(2, facts.Waits.Select(wait => ("waited", HtmlPage.Text(CauseWords.Of(wait)))));
        rows.InsertRange(2, facts.Causes.Select(cause => ("because", HtmlPage.Text(CauseWords.Of(cause)))));
        return $"<dl class=\"facts\">{string.Concat(rows.Select(row => $"<dt>{row.Name}</dt><dd>{row.Value}</dd>"))}</dl>";
    }

    /// <summary>The folders of a home, and the paths under which they are served, lie to each other alike.</summary>
    private static string Card(EvaluationDocument document, ReportFacts facts, int version) => string.Create(
        CultureInfo.InvariantCulture,
        $"<a href=\"../../../../models/{Uri.EscapeDataString(facts.Project)}/{Uri.EscapeDataString(document.Model)}/{version}/card.md\">model card</a>");

    private static string Word(RunTrigger trigger) => trigger switch
    {
        RunTrigger.DataArrived => "data that arrived",
        RunTrigger.Schedule => "its schedule",
        RunTrigger.Alarm => "an alarm of monitoring",
        _ => "a person",
    };
}
