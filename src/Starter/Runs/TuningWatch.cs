using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows.Tuning;

namespace Mdlc.Starter.Runs;

/// <summary>
/// Asks a run's search how far it is, beside whoever watches the run: a search is a workflow of its own, and the catalog learns of it only at its
/// end. No answer is no harm.
/// </summary>
internal sealed class TuningWatch(EngineSession session, ICatalog catalog, TimeProvider time, RunKey run)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private Task _asking = Task.CompletedTask;
    private DateTimeOffset _next;
    private int? _parallel;
    private volatile Leaderboard? _board;
    private int? _toldBest;
    private bool _hasToldNotes;

    /// <summary>The report with what was last heard of its search. May be called at any rate; does not wait.</summary>
    /// <returns>With the trials so far while it is searching; null when nothing is heard.</returns>
    public (RunReport Report, Leaderboard? Board) Look(RunReport report)
    {
        if (!report.Stages.Any(IsSearching))
        {
            return (report, null);
        }

        if (_asking.IsCompleted && time.GetUtcNow() is var now && now >= _next)
        {
            _next = now + AskEvery;
            _asking = AskAsync();
        }

        return _board is { } board
            ? (report with { Stages = [.. report.Stages.Select(stage => IsSearching(stage) ? stage with { Summary = TuningWords.Of(board, _parallel ?? 1) } : stage)] }, board)
            : (report, null);
    }

    /// <summary>What is worth a line where nothing can be redrawn: where the search begins, and each trial that is the best so far.</summary>
    public IEnumerable<string> News(RunReport report)
    {
        if (Look(report).Board is not { Study: { } study } board)
        {
            yield break;
        }

        if (!_hasToldNotes && study.Spent.Trials + study.UnderWay.Count > 0)
        {
            _hasToldNotes = true;
            foreach (var note in study.Notes)
            {
                yield return $"             note: {note}";
            }
        }

        if (board.Trials is [{ Score: { } score } best, ..] && best.Trial != _toldBest)
        {
            _toldBest = best.Trial;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"             trial {best.Trial + 1} is the best of {board.Trials.Count}: {board.Metric} {MetricText.Number(score)}");
        }
    }

    private static bool IsSearching(StageReport stage) => stage is { Name: StageName.Tune, State: StageState.Running };

    private async Task AskAsync()
    {
        try
        {
            _parallel ??= (await catalog.Runs.GetSpecAsync(run))?.Tune.Parallel;
            using var patience = new CancellationTokenSource(Patience, time);

            // Searches of either kind answer to it.
            var study = session.Client.GetWorkflowHandle<TuningStudy, Leaderboard>($"{run.WorkflowId}/tuning");
            _board = await study.QueryAsync(s => s.Leaderboard(), new() { Rpc = new() { CancellationToken = patience.Token } });
        }
        catch (Exception)
        {
            // It has not begun, has ended, or nobody is there to answer: the run is shown without.
        }
    }
}
