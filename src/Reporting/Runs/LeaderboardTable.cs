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
        string[] options = [.. board.Trials.SelectMany(trial => trial.Params.Keys).Distinct().Order(StringComparer.Ordinal)];
        string[] choices = [.. board.Trials.SelectMany(trial => trial.Choices.Keys).Distinct().Order(StringComparer.Ordinal)];
        var rows = board.Trials.Take(RunReport.MostTrials).Select((trial, place) => (IReadOnlyList<string>)
        [
            place == 0 && trial.Score is not null ? $"<b>{Number(trial)}</b>" : Number(trial),
            HtmlPage.Number(trial.Score),
            .. options.Select(option => HtmlPage.Number(trial.Params.TryGetValue(option, out var value) ? value : null)),
            .. choices.Select(choice => HtmlPage.Text(trial.Choices.GetValueOrDefault(choice))),
            $"<span class=\"soft\">{HtmlPage.Text(trial.Error ?? trial.Note)}</span>",
        ]);
        return HtmlPage.Table(["#trial", $"#{board.Metric}", .. options.Select(option => $"#{option}"), .. choices, ""], rows) + $"<p class=\"note\">{HtmlPage.Text(Note(board))}</p>";
    }

    private static string Note(Leaderboard board)
    {
        var early = board.Trials.Count(trial => trial.State == TrialState.Pruned);
        var failed = board.Trials.Count(trial => trial.Score is null) - early;
        var best = board.Trials is [{ Score: not null }, ..] ? "the first one's options trained the model" : "none has a score, so the spec's own options trained the model";
        var more = board.Trials.Count > RunReport.MostTrials ? $"; the {RunReport.MostTrials} best are shown, all are in evaluation.json" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{board.Trials.Count} trials, {failed} of them failed{(early > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {early} ended early") : "")}: {best}{more}. Scores are of held-out training rows.");
    }

    private static string Number(TrialResult trial) => (trial.Trial + 1).ToString(CultureInfo.InvariantCulture);
}
