using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Reporting.Html;

namespace Mdlc.Web.Pages;

/// <summary>The models and the newest runs of a home, with links to cards and reports.</summary>
internal static class IndexPage
{
    public const int MostRuns = 100;

    private const int MostVersions = 10;

    public static string Render(string home, IReadOnlyList<ModelPackage> versions, IReadOnlyList<AliasedVersion> champions, IReadOnlyList<RunReport> runs)
    {
        var page = new HtmlPage();
        page.Add($"<header><h1>mdlc</h1><div class=\"run\">{HtmlPage.Text(home)}</div></header>");
        page.Section("Models", versions.Count == 0 ? "<p>No version is registered yet.</p>" : Models(versions, champions));
        page.Section("Runs", runs.Count == 0 ? "<p>No runs yet. Start one: <code>mdlc run model.yaml</code></p>" : Runs(runs));
        return page.Render("mdlc");
    }

    private static string Models(IReadOnlyList<ModelPackage> versions, IReadOnlyList<AliasedVersion> champions) => HtmlPage.Table(
        ["model", "#champion", "cards"],
        versions.GroupBy(version => (version.Project, version.Model)).Select(model =>
        {
            var champion = champions.Where(one => one.Project == model.Key.Project && one.Model == model.Key.Model).Select(one => (int?)one.Version).FirstOrDefault();
            var newest = model.OrderByDescending(version => version.Version).ToList();
            var shown = newest.Where((version, place) => place < MostVersions || version.Version == champion).Select(version => Card(version, champion));
            return (IReadOnlyList<string>)
            [
                HtmlPage.Text($"{model.Key.Project}/{model.Key.Model}"),
                champion?.ToString(CultureInfo.InvariantCulture) ?? "–",
                string.Join(" ", shown) + (newest.Count > MostVersions ? $" <span class=\"soft\">of {HtmlPage.Count(newest.Count)}</span>" : ""),
            ];
        }));

    private static string Card(ModelPackage version, int? champion)
    {
        var link = string.Create(CultureInfo.InvariantCulture, $"<a href=\"/models/{Uri.EscapeDataString(version.Project)}/{Uri.EscapeDataString(version.Model)}/{version.Version}/card.md\">{version.Version}</a>");
        return version.Version == champion ? $"<b>{link}</b>" : link;
    }

    private static string Runs(IReadOnlyList<RunReport> runs) => HtmlPage.Table(
        ["run", "state", "verdict", "metric", "#version", "began", "pages", ""],
        runs.Select(run => (IReadOnlyList<string>)
        [
            HtmlPage.Text(run.Run),
            HtmlPage.Text(run.State.ToString().ToLowerInvariant()),
            run.Verdict is { } verdict ? HtmlPage.Badge(VerdictWords.Of(verdict, run.Judged), VerdictWords.Of(verdict, run.Judged)) : "",
            run.Deciding is { } metric ? $"{HtmlPage.Text(metric.Name)} {HtmlPage.Number(metric.Value)}" : "",
            run.Version?.ToString(CultureInfo.InvariantCulture) ?? "",
            run.Started?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
            string.Join(" ", run.Pages.Keys.Order(StringComparer.Ordinal).Select(name => Page(run, name))),
            $"<span class=\"soft\">{HtmlPage.Text(run.Error)}</span>",
        ]))
        + string.Create(CultureInfo.InvariantCulture, $"<p class=\"note\">The newest {MostRuns}, and whatever has not ended. All: mdlc runs</p>");

    private static string Page(RunReport run, string name) =>
        $"<a href=\"/runs/{string.Join('/', run.Run.Split('/').Select(Uri.EscapeDataString))}/{Uri.EscapeDataString(name)}\">{(name == PageName.Report ? "report" : "validation")}</a>";
}
