using System.Globalization;
using System.Text;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>What a run's candidate is worth, on one page that can be mailed. The same run gives the same page.</summary>
public static class RunReportPage
{
    private const int MostColumns = 50;

    /// <param name="gate">Null while the gate has not decided.</param>
    /// <param name="profile">Of the training rows; null: none is shown.</param>
    /// <param name="facts">Where the numbers come from; null: it is not told.</param>
    public static string Render(EvaluationDocument document, GateVerdict? gate, DataProfile? profile = null, ReportFacts? facts = null)
    {
        var page = new HtmlPage();
        page.Add(Header(document, gate));
        if (facts is not null)
        {
            page.Add($"<section class=\"head\">{FactsSection.Render(document, facts)}</section>");
        }

        page.AddContents();
        page.Add(Cards(document, gate));
        if (document.Warnings.Count > 0)
        {
            page.Section("Suspected leaks", Warnings(document));
        }

        if (gate is not null)
        {
            page.Section("Gate", Gate(gate));
        }

        page.Section("Metrics on the test rows", Metrics(document));
        CurvesSection.Add(page, document, gate);
        if (document.Scores.Count > 0)
        {
            page.Section("Scores by class", ScoresSection.Render(document));
        }

        if (document.Thresholds.Count > 0)
        {
            page.Section("Thresholds", ThresholdsTable.Render(document));
        }

        if (document.Importance.Count > 0)
        {
            page.Section("What the model uses", Importance(document));
        }

        if (document.Slices.Count > 0)
        {
            page.Section("Slices", Slices(document));
        }

        if (document.Tuning is { } tuning)
        {
            page.Section("Leaderboard", LeaderboardTable.Render(tuning) + OptimismNote.Render(tuning, document.Metrics));
            page.Section("Search", StudySection.Render(tuning, facts?.Space, facts?.Importance ?? []));
        }

        if (profile?.TestLabel is { } label)
        {
            page.Section(label.Kind == ColumnKind.Numeric ? "The label" : "Class balance", DataSection.Label(profile.Label, label));
        }

        if (profile is { Columns.Count: > 0 })
        {
            page.Section("Data", DataSection.Profile(profile));
        }

        page.Folded("Features", Features(document));
        page.Folded("Trainer options", Options(document));
        if (facts?.Spec is { } spec)
        {
            page.Folded("Spec", $"<pre>{HtmlPage.Text(spec)}</pre>");
        }

        return page.Render($"{document.Model} – {document.Run}");
    }

    private static string Header(EvaluationDocument document, GateVerdict? gate)
    {
        var badge = gate is null ? HtmlPage.Badge("not judged yet", "") : Badge(gate);
        return $"<header><h1>{HtmlPage.Text(document.Model)}</h1>{badge}"
            + $"<div class=\"run\">run {HtmlPage.Text(document.Run)} · {Name(document.Task)} of <b>{HtmlPage.Text(document.Label)}</b> · {Name(document.Trainer)}</div></header>";
    }

    private static string Cards(EvaluationDocument document, GateVerdict? gate)
    {
        var deciding = document.Metrics.First(metric => metric.Name == document.Metric);
        var cards = new StringBuilder("<div class=\"cards\">");
        Card(cards, deciding.Name, HtmlPage.Number(deciding.Value), Interval(deciding));
        Card(cards, "training rows", HtmlPage.Count(document.TrainRows), $"{document.Plan.Columns.Count(c => c.Role != ColumnRole.Drop)} columns used");
        Card(cards, "test rows", HtmlPage.Count(document.TestRows), "never seen in training");
        if (gate?.Rules.FirstOrDefault(rule => rule.Rule == GateRule.Champion) is { } rule)
        {
            Card(cards, $"against {rule.Opponent}", Signed(rule.Value), rule.CiLower is null ? "the same model, or not compared" : $"{HtmlPage.Number(rule.CiLower)} to {HtmlPage.Number(rule.CiUpper)}, more is better");
        }

        return cards.Append("</div>").ToString();
    }

    private static void Card(StringBuilder cards, string name, string value, string more) => cards.Append(
        CultureInfo.InvariantCulture,
        $"<div class=\"card\"><div class=\"name\">{HtmlPage.Text(name)}</div><div class=\"value\">{value}</div><div class=\"more\">{HtmlPage.Text(more)}</div></div>");

    private static string Gate(GateVerdict gate)
    {
        var text = $"<p>{Badge(gate)} {HtmlPage.Text(gate.Summary)}.</p>";
        if (gate.Rules.Count > 0)
        {
            text += HtmlPage.Table(
                ["rule", "metric", "#limit", "#value", "#90 % interval", "#rows", "result", "why"],
                gate.Rules.Select(rule => (IReadOnlyList<string>)
                [
                    HtmlPage.Text(Asked(rule)),
                    HtmlPage.Text(rule.Metric),
                    HtmlPage.Number(rule.Limit),
                    rule.Rule == GateRule.Limit ? HtmlPage.Number(rule.Value) : Signed(rule.Value),
                    rule.CiLower is null ? "–" : $"{HtmlPage.Number(rule.CiLower)} to {HtmlPage.Number(rule.CiUpper)}",
                    HtmlPage.Count(rule.Rows),
                    HtmlPage.Badge(Name(rule.Result), Name(rule.Result)),
                    $"<span class=\"soft\">{HtmlPage.Text(rule.Reason)}</span>",
                ]))
                + "<p class=\"note\">Each end of the gate's interval is a bound that holds with 95 %, as the gate asks of one side at a time; so it is "
                + "narrower than the 95 % interval of the metrics below, whose two ends hold together. Of a comparison it is the interval of the gain.</p>";
        }

        return text + string.Concat(gate.NotCompared.Select(reason => $"<p class=\"note\">Not compared: {HtmlPage.Text(reason)}.</p>"));
    }

    private static string Badge(GateVerdict gate)
    {
        var word = VerdictWords.Of(gate.Verdict, gate.Judged);
        return HtmlPage.Badge(word, word == VerdictWords.NotJudged ? "" : word);
    }

    private static string Asked(GateRuleResult rule) => rule.Form switch
    {
        GateForm.Min => "at least",
        GateForm.Max => "at most",
        GateForm.Superior => $"better than {rule.Opponent}",
        _ when rule.Rule == GateRule.BestOfRecent => $"not much worse than {rule.Opponent}, the best champion before it",
        _ => $"not much worse than {rule.Opponent}",
    };

    private static string Warnings(EvaluationDocument document) =>
        $"<ul>{string.Concat(document.Warnings.Select(warning => $"<li>{HtmlPage.Text(warning)}</li>"))}</ul>"
        + "<p class=\"note\">What is only known once the label is makes a model look better than it will be: drop such a column (ignore, or transform.columns: drop).</p>";

    private static string Metrics(EvaluationDocument document) => HtmlPage.Table(
        ["metric", "#value", "#95 % interval", "better", ""],
        document.Metrics.Select(metric => (IReadOnlyList<string>)
        [
            metric.Name == document.Metric ? $"<b>{HtmlPage.Text(metric.Name)}</b>" : HtmlPage.Text(metric.Name),
            HtmlPage.Number(metric.Value),
            HtmlPage.Text(Interval(metric)),
            MetricTable.HigherIsBetter(metric.Name) ? "higher" : "lower",
            $"<span class=\"soft\">{HtmlPage.Text(metric.Reason)}</span>",
        ]));

    private static string Importance(EvaluationDocument document)
    {
        var largest = document.Importance.Max(importance => importance.Loss);
        return HtmlPage.Table(
            ["column", $"#loss of {document.Metric}", "#±", ""],
            document.Importance.Take(MostColumns).Select(importance => (IReadOnlyList<string>)
            [
                HtmlPage.Text(importance.Column),
                HtmlPage.Number(importance.Loss),
                HtmlPage.Number(importance.Spread),
                HtmlPage.Bar(largest > 0 ? importance.Loss / largest : 0),
            ]))
            + $"<p class=\"note\">{HtmlPage.Text(ImportanceWords.Of(document, MostColumns))}</p>";
    }

    private static string Slices(EvaluationDocument document) => HtmlPage.Table(
        ["column", "value", "#rows", $"#{document.Metric}", "#95 % interval", ""],
        document.Slices.Select(slice => (slice, metric: slice.Metrics.FirstOrDefault(m => m.Name == document.Metric))).Select(pair => (IReadOnlyList<string>)
        [
            HtmlPage.Text(pair.slice.Column),
            pair.slice.Value is null ? "<i>missing</i>" : HtmlPage.Text(pair.slice.Value),
            HtmlPage.Count(pair.slice.Rows),
            HtmlPage.Number(pair.metric?.Value),
            pair.metric is null ? "–" : HtmlPage.Text(Interval(pair.metric)),
            $"<span class=\"soft\">{HtmlPage.Text(pair.slice.Reason)}</span>",
        ]));

    private static string Features(EvaluationDocument document) => HtmlPage.Table(
        ["column", "type", "becomes", "missing in training", "because"],
        document.Plan.Columns.Select(column => (IReadOnlyList<string>)
        [
            HtmlPage.Text(column.Name), Name(column.Type), Name(column.Role), column.HasMissing ? "yes" : "no", HtmlPage.Text(column.Reason),
        ]))
        + string.Concat(document.Plan.Notes.Select(note => $"<p class=\"note\">{HtmlPage.Text(note)}.</p>"));

    private static string Options(EvaluationDocument document) => HtmlPage.Table(
        ["option", "#value"],
        document.Params.Select(option => (IReadOnlyList<string>)[HtmlPage.Text(option.Key), HtmlPage.Number(option.Value)]));

    private static string Interval(MetricValue metric) =>
        metric.Lower is null ? "–" : $"{HtmlPage.Number(metric.Lower)} to {HtmlPage.Number(metric.Upper)}";

    private static string Signed(double? value) => value > 0 ? $"+{HtmlPage.Number(value)}" : HtmlPage.Number(value);

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
