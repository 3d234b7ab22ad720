using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Tuning;
using Mdlc.Reporting.Html;
using Mdlc.Reporting.Plots;

namespace Mdlc.Reporting.Runs;

/// <summary>How a search went: what it came to with time, which values went with which scores, how trials learned, and what it depended on.</summary>
internal static class StudySection
{
    /// <summary>Curves drawn at most: more are a grey field.</summary>
    private const int MostCurves = 200;

    /// <summary>Trials of which the middle is told apart from the outliers.</summary>
    private const double Usual = 0.9;

    /// <param name="importance">The most important first; none: it is not told.</param>
    public static string Render(Leaderboard board, SearchSpace? space, IReadOnlyList<ParameterImportance> importance) =>
        $"<div class=\"pair\">{Progress(board)}{Curves(board)}</div>" + Coordinates(board, space, importance) + Importance(board, importance);

    private static string Progress(Leaderboard board)
    {
        var trials = board.Trials.Where(trial => IsComplete(trial)).OrderBy(trial => trial.Trial).ToList();
        if (trials.Count == 0)
        {
            return "<p class=\"note\">No trial has a score.</p>";
        }

        var scores = trials.Select(trial => new CurvePoint(trial.Trial + 1, trial.Score!.Value)).ToList();
        var best = new List<CurvePoint> { scores[0] };
        foreach (var score in scores.Skip(1))
        {
            // A step: it holds until the trial that is better.
            var before = best[^1].Y;
            best.Add(new CurvePoint(score.X, before));
            best.Add(new CurvePoint(score.X, board.HigherIsBetter ? Math.Max(before, score.Y) : Math.Min(before, score.Y)));
        }

        var last = board.Trials.Max(trial => trial.Trial) + 1;
        best.Add(new CurvePoint(last, best[^1].Y));
        return HtmlPage.Figure($"{board.Metric}: each trial, and the best so far", PlotImages.BestSoFar(board.Metric, scores, best, Limits(scores.Select(score => score.Y), board.HigherIsBetter)));
    }

    private static string Curves(Leaderboard board)
    {
        var curves = board.Trials
            .Select((trial, place) => (Trial: trial, Place: place, Points: trial.Interim.Where(at => double.IsFinite(at.Loss)).Select(at => new CurvePoint(at.Iterations, at.Loss)).ToList()))
            .Where(curve => curve.Points.Count > 1)
            .Take(MostCurves)
            .ToList();
        return curves.Count == 0 ? "" : HtmlPage.Figure(
            "Loss of each trial on its way; the best one's, and grey those that ended early",
            PlotImages.LearningCurves(
                [.. curves.Where(curve => curve.Trial.State == TrialState.Pruned).Select(curve => curve.Points)],
                [.. curves.Where(curve => curve.Trial.State != TrialState.Pruned && curve.Place > 0).Select(curve => curve.Points)],
                curves[0].Place == 0 ? curves[0].Points : [],
                Limits(curves.Select(curve => curve.Points[^1].Y).Concat(curves.SelectMany(curve => curve.Points).Select(point => point.Y)), higherIsBetter: false)));
    }

    private static string Coordinates(Leaderboard board, SearchSpace? space, IReadOnlyList<ParameterImportance> importance)
    {
        var picture = ParallelCoordinates.Draw(board, space, [.. importance.Select(one => one.Name)]);
        return picture is null ? "" : $"<h3>Which values went with which scores</h3>{picture}<p class=\"note\">A line is a trial: the bluer, the better; the best one is thick, "
            + "those that ended early are dashed. A line is broken where a trial has not the parameter. Failed trials are left out.</p>";
    }

    private static string Importance(Leaderboard board, IReadOnlyList<ParameterImportance> importance)
    {
        const string Title = "<h3>What the score depended on</h3>";
        if (importance.Count == 0)
        {
            var complete = board.Trials.Count(IsComplete);
            return string.Create(CultureInfo.InvariantCulture, $"{Title}<p class=\"note\">Not told: it takes some complete trials that differ, and there are {complete}.</p>");
        }

        var largest = Math.Max(1e-9, importance.Max(one => one.Share));
        return Title + HtmlPage.Table(
            ["parameter", "#share", "#±", ""],
            importance.Select(one => (IReadOnlyList<string>)
            [
                one.Share > 2 * one.Spread ? HtmlPage.Text(one.Name) : $"<span class=\"soft\">{HtmlPage.Text(one.Name)}</span>",
                HtmlPage.Number(Math.Round(one.Share, 3)),
                HtmlPage.Number(Math.Round(one.Spread, 3)),
                HtmlPage.Bar(one.Share / largest),
            ]))
            + "<p class=\"note\">What a forest that tells a trial's place from its parameters loses when the values of one of them are exchanged among the trials, as a share of the "
            + "places' variance, and its standard error. Grey: within two of them of nothing. It tells of the values that were tried, most of them near the best.</p>";
    }

    private static bool IsComplete(TrialResult trial) => trial.Score is { } score && double.IsFinite(score) && trial.State is null or TrialState.Complete;

    /// <summary>From the best to what nine in ten reach, with a little room: one bad trial would else press all others together.</summary>
    private static (double Low, double High) Limits(IEnumerable<double> values, bool higherIsBetter)
    {
        var sorted = values.Order().ToArray();
        var (low, high) = higherIsBetter
            ? (sorted[(int)((1 - Usual) * (sorted.Length - 1))], sorted[^1])
            : (sorted[0], sorted[(int)Math.Ceiling(Usual * (sorted.Length - 1))]);
        var room = high > low ? 0.06 * (high - low) : Math.Max(1e-6, Math.Abs(low) * 0.01);
        return (low - room, high + room);
    }
}
