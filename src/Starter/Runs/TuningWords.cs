using System.Globalization;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Runs;

/// <summary>How far a search is, in words.</summary>
internal static class TuningWords
{
    /// <param name="board">The trials that have ended.</param>
    /// <param name="parallel">How many are tried at once.</param>
    public static string Of(Leaderboard board, int parallel)
    {
        var done = board.Trials.Count;
        var best = board.Trials is [{ Score: { } score }, ..] ? $", best {board.Metric} {MetricText.Number(score)}" : "";
        var left = board.Planned - done;
        var time = done == 0 || left <= 0 ? "" : $", {Words(TimeSpan.FromSeconds(board.Trials.Average(trial => trial.Seconds) * Math.Ceiling((double)left / Math.Max(1, parallel))))}";
        return string.Create(CultureInfo.InvariantCulture, $"trial {Math.Min(done + 1, board.Planned)} of {board.Planned}{best}{time}");
    }

    /// <summary>How long the rest takes if it goes on as it went: no finer than that is known.</summary>
    private static string Words(TimeSpan left) => left.TotalSeconds switch
    {
        < 10 => "some seconds",
        < 45 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalSeconds / 10) * 10:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, Math.Round(left.TotalMinutes)):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalHours):0} h"),
    };
}
