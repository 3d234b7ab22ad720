using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Hosting;
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
    private volatile string? _words;

    /// <summary>The report with what was last heard of its search. May be called at any rate; does not wait.</summary>
    public RunReport Look(RunReport report)
    {
        if (!report.Stages.Any(IsSearching))
        {
            return report;
        }

        if (_asking.IsCompleted && time.GetUtcNow() is var now && now >= _next)
        {
            _next = now + AskEvery;
            _asking = AskAsync();
        }

        return _words is { } words ? report with { Stages = [.. report.Stages.Select(stage => IsSearching(stage) ? stage with { Summary = words } : stage)] } : report;
    }

    private static bool IsSearching(StageReport stage) => stage is { Name: StageName.Tune, State: StageState.Running };

    private async Task AskAsync()
    {
        try
        {
            _parallel ??= (await catalog.Runs.GetSpecAsync(run))?.Tune.Parallel;
            using var patience = new CancellationTokenSource(Patience, time);
            var study = session.Client.GetWorkflowHandle<TuningStudy, Leaderboard>($"{run.WorkflowId}/tuning");
            _words = TuningWords.Of(await study.QueryAsync(s => s.Leaderboard(), new() { Rpc = new() { CancellationToken = patience.Token } }), _parallel ?? 1);
        }
        catch (Exception)
        {
            // It has not begun, has ended, or nobody is there to answer: the run is shown without.
        }
    }
}
