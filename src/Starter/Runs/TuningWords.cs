using System.Globalization;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Runs;

/// <summary>How far a search is, in words.</summary>
internal static class TuningWords
{
    private const int MostBars = 40;

    /// <param name="board">The trials that have ended.</param>
    /// <param name="parallel">How many are tried at once, where the board does not say it.</param>
    public static string Of(Leaderboard board, int parallel)
    {
        if (board.Study is { } study)
        {
            return Of(board, study);
        }

        var done = board.Trials.Count;
        var left = board.Planned - done;
        return string.Create(CultureInfo.InvariantCulture, $"trial {Math.Min(done + 1, board.Planned)} of {board.Planned}{Best(board)}{TimeOf(board, left, parallel)}");
    }

    /// <summary>The best loss so far after each trial, in the order of their numbers: it falls.</summary>
    public static string Sparkline(Leaderboard board)
    {
        double? best = null;
        var losses = board.Trials.OrderBy(trial => trial.Trial)
            .Select(trial => best = trial.Loss is { } loss && (best is null || loss < best) ? loss : best)
            .ToList();
        var every = (losses.Count + MostBars - 1) / MostBars;
        return MetricText.Sparkline([.. losses.Where((_, i) => every <= 1 || (losses.Count - 1 - i) % every == 0)]);
    }

    private static string Of(Leaderboard board, StudyStatus study)
    {
        if (study.Phase == StudyPhase.Ended)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{study.Spent.Trials} trials{Best(board)}; ended because {study.End}");
        }

        var (begun, budget) = (study.Spent.Trials ?? 0, study.Budget);
        var of = budget.Trials is { } trials ? string.Create(CultureInfo.InvariantCulture, $" of {trials}") : "";
        var number = study.UnderWay.Count > 0 ? study.UnderWay[0].Trial + 1 : begun;
        var iterations = budget.Iterations is { } most ? string.Create(CultureInfo.InvariantCulture, $", {study.Spent.Iterations} of {most} iterations") : "";
        var time = budget.Seconds is { } seconds ? $", {DurationText.Of(TimeSpan.FromSeconds(Math.Max(0, seconds - study.Spent.Seconds ?? 0)))} left"
            : budget.Trials is { } planned ? TimeOf(board, planned - begun, study.Parallel)
            : "";
        var phase = study.Phase switch
        {
            StudyPhase.Paused => ", paused",
            StudyPhase.Ending => $", ending: {study.End}",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"trial {number}{of}{Best(board)}{iterations}{(study.Phase == StudyPhase.Running ? time : "")}{phase}");
    }

    private static string Best(Leaderboard board) =>
        board.Trials is [{ Score: { } score }, ..] ? $", best {board.Metric} {MetricText.Number(score)}" : "";

    private static string TimeOf(Leaderboard board, int left, int parallel) => board.Trials.Count == 0 || left <= 0
        ? ""
        : $", {Words(TimeSpan.FromSeconds(board.Trials.Average(trial => trial.Seconds) * Math.Ceiling((double)left / Math.Max(1, parallel))))}";

    /// <summary>How long the rest takes if it goes on as it went: no finer than that is known.</summary>
    private static string Words(TimeSpan left) => left.TotalSeconds switch
    {
        < 10 => "some seconds",
        < 45 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalSeconds / 10) * 10:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, Math.Round(left.TotalMinutes)):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalHours):0} h"),
    };
}
