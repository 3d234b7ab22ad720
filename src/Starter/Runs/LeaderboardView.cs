using System.Globalization;
using Mdlc.Contracts.Tuning;
using Spectre.Console;

namespace Mdlc.Starter.Runs;

/// <summary>The trials of a search as a table, best first.</summary>
internal static class LeaderboardView
{
    private const int MostShown = 5;

    public static Table Table(Leaderboard board)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"the best of {board.Study?.Spent.Trials ?? board.Planned} trials").AddColumns("trial", Markup.Escape(board.Metric), "options");
        foreach (var trial in board.Trials.Take(MostShown))
        {
            table.AddRow(
                new Text((trial.Trial + 1).ToString(CultureInfo.InvariantCulture)).RightJustified(),
                new Text(trial.Score?.ToString("0.####", CultureInfo.InvariantCulture) ?? (trial.State == TrialState.Pruned ? "ended early" : "failed")).RightJustified(),
                new Text(trial.Error ?? Options(trial.Params, trial.Choices)));
        }

        return table;
    }

    public static string Options(IReadOnlyDictionary<string, double> parameters, IReadOnlyDictionary<string, string> choices) => string.Join(
        ", ",
        parameters.Select(option => string.Create(CultureInfo.InvariantCulture, $"{option.Key} {option.Value:0.#####}"))
            .Concat(choices.Select(choice => $"{choice.Key} {choice.Value}")));
}
