using System.Globalization;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Validation;

/// <summary>What the data were held against, on one page.</summary>
public static class ValidationPage
{
    public static string Render(ValidationDocument document)
    {
        var bad = document.Rules.Any(r => r.Severity == Severity.Error && r.Broken > 0);
        var page = new HtmlPage();
        page.Add($"<header><h1>Validation</h1>{HtmlPage.Badge(bad ? "rows taken out" : "clean", bad ? "inconclusive" : "pass")}"
            + $"<div class=\"run\">run {HtmlPage.Text(document.Run)} · snapshot {HtmlPage.Text(document.Snapshot[..Math.Min(12, document.Snapshot.Length)])}</div></header>");
        page.Section("Rows", Rows(document));
        page.Section("Expectations", document.Rules.Count == 0 ? "<p>None stated.</p>" : Rules(document));
        return page.Render($"Validation – {document.Run}");
    }

    private static string Rows(ValidationDocument document)
    {
        var all = document.Rows + document.Rejected;
        var share = all == 0 ? 0 : (double)(document.Rejected + document.Quarantined) / all;
        return HtmlPage.Table(
            ["", "#rows"],
            [
                ["records in the source", HtmlPage.Count(all)],
                ["rejected while reading", HtmlPage.Count(document.Rejected)],
                ["quarantined by an expectation", HtmlPage.Count(document.Quarantined)],
                ["share taken out, and allowed", string.Create(CultureInfo.InvariantCulture, $"{share:P2} of {document.MaxShare:P2}")],
                ["kept", HtmlPage.Count(document.Rows - document.Quarantined)],
            ]);
    }

    private static string Rules(ValidationDocument document) => HtmlPage.Table(
        ["rule", "severity", "#broken", "for example"],
        document.Rules.Select(rule => (IReadOnlyList<string>)
        [
            HtmlPage.Text(rule.Rule),
            rule.Severity.ToString().ToLowerInvariant(),
            HtmlPage.Count(rule.Broken),
            HtmlPage.Text(string.Join(", ", rule.Examples)),
        ]));
}
