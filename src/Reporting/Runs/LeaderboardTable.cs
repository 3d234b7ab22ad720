using System.Globalization;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>The trials of a search, best first.</summary>
internal static class LeaderboardTable
{
    public static string Render(Leaderboard board)
    {
        var shown = board.Trials.Take(RunReport.MostTrials).ToList();
        string[] names = [.. board.Trials.SelectMany(trial => trial.Params.Keys.Concat(trial.Choices.Keys)).Distinct().Order(StringComparer.Ordinal)];
        string[] differing = [.. names.Where(name => board.Trials.Count == 1 || board.Trials.Select(trial => Value(trial, name)).Distinct().Count() > 1)];
        var rows = shown.Select((trial, place) => (IReadOnlyList<string>)
        [
            place == 0 && trial.Score is not null ? $"<b>{Number(trial)}</b>" : Number(trial),
            HtmlPage.Number(trial.Score),
            .. differing.Select(name => Value(trial, name)),
            $"<span class=\"soft\">{HtmlPage.Text(Remark(trial))}</span>",
        ]);
        var same = names.Except(differing).Select(name => $"{HtmlPage.Text(name)} {Value(board.Trials[0], name)}").ToList();
        return HtmlPage.Table(["#trial", $"#{board.Metric}", .. differing.Select(name => $"#{name}"), ""], rows)
            + $"<p class=\"note\">{HtmlPage.Text(Note(board))}</p>"
            + (same.Count == 0 ? "" : $"<p class=\"note\">The same in all of them: {string.Join(", ", same)}.</p>");
    }

    private static string Note(Leaderboard board)
    {
        var failed = board.Trials.Count(trial => trial.Score is null && trial.State != TrialState.Pruned);
        var pruned = board.Trials.Count(trial => trial.State == TrialState.Pruned);
        var early = pruned == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {pruned} ended early");
        var best = board.Trials is [{ Score: not null }, ..] ? "the first one's options trained the model" : "none has a score, so the spec's own options trained the model";
        var more = board.Trials.Count > RunReport.MostTrials ? $"; the {RunReport.MostTrials} best are shown, all are in evaluation.json" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{board.Trials.Count} trials, {failed} of them failed{early}: {best}{more}. Scores are of held-out training rows.");
    }

    private static string Remark(TrialResult trial) =>
        string.Join("; ", new[] { trial.State == TrialState.Pruned ? "ended early" : null, trial.Error, trial.Note }.Where(part => part is not null));

    /// <summary>As markup; a dash where the trial has not the parameter.</summary>
    private static string Value(TrialResult trial, string name) =>
        trial.Choices.TryGetValue(name, out var choice) ? HtmlPage.Text(choice) : HtmlPage.Number(trial.Params.TryGetValue(name, out var value) ? value : null);

    private static string Number(TrialResult trial) => (trial.Trial + 1).ToString(CultureInfo.InvariantCulture);
}
