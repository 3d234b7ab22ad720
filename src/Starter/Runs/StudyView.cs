using System.Globalization;
using Mdlc.Contracts.Tuning;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mdlc.Starter.Runs;

/// <summary>A study under way: what is best, how it came to that, and what is being tried.</summary>
internal static class StudyView
{
    private const int MostUnderWay = 8;

    public static IRenderable Of(Leaderboard board)
    {
        var rows = new List<IRenderable>();
        if (board.Trials.Count > 0)
        {
            rows.Add(LeaderboardView.Table(board));
        }

        rows.AddRange(LinesOf(board).Select(line => new Text(line)));
        return new Rows(rows);
    }

    public static IEnumerable<string> LinesOf(Leaderboard board)
    {
        // A run keeps the best trials only.
        if (board.Trials.Count == (board.Study?.Spent.Trials ?? board.Trials.Count) && TuningWords.Sparkline(board) is { Length: > 0 } line)
        {
            yield return $"best so far  {line}";
        }

        foreach (var trial in board.Study?.UnderWay.Take(MostUnderWay) ?? [])
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"trying {trial.Trial + 1}: {LeaderboardView.Options(trial.Params, trial.Choices)}");
        }

        foreach (var note in board.Study?.Notes ?? [])
        {
            yield return $"note: {note}";
        }
    }
}
