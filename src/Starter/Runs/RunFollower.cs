using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Runs;

/// <summary>
/// Watches a run in the catalog until it has ended or is suspended, and takes the engine over when the process that held it dies. What it
/// reads is what the workflows have recorded, so it needs no answer of a worker.
/// </summary>
internal sealed class RunFollower(CommandContext context, EngineSession session)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(150);

    private readonly Dictionary<string, StageState> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _toldInterruptions = new(StringComparer.Ordinal);
    private readonly RoomWatch _room = new(context.Home, context.Time);
    private bool _askedForWorkers;
    private string? _waitsFor;

    public async Task<RunReport> FollowAsync(RunKey run, CancellationToken cancellationToken)
    {
        context.Report.Line($"run {run}");
        var tuning = new TuningWatch(session, context.Catalog, context.Time, run);
        if (!context.Report.IsLive)
        {
            return await WatchAsync(run, report => TellChanges(report, tuning), cancellationToken);
        }

        RunReport? last = null;
        await context.Report.Terminal.Live(new Table()).AutoClear(true).StartAsync(async live =>
            last = await WatchAsync(
                run,
                report =>
                {
                    var (shown, board) = tuning.Look(report);
                    var stages = RunView.StageTable(shown);
                    live.UpdateTarget(board?.Study is null ? stages : new Rows(stages, StudyView.Of(board)));
                    live.Refresh();
                },
                cancellationToken));
        return last!;
    }

    /// <summary>Stays while this process holds the engine and runs of this home are open or queued that wait for nobody.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var told = 0;
        while (session.IsEmbedded)
        {
            var open = (await context.Catalog.Runs.ListAsync(cancellationToken: cancellationToken))
                .Count(r => r.State is RunState.Queued or RunState.Running);
            if (open == 0)
            {
                return;
            }

            if (open != told)
            {
                context.Report.Line($"{open} other {(open == 1 ? "run" : "runs")} of this home {(open == 1 ? "is" : "are")} open: this process stays for {(open == 1 ? "it" : "them")} (Ctrl-C to leave)");
                told = open;
            }

            await Task.Delay(LookEvery, context.Time, cancellationToken);
        }
    }

    private async Task<RunReport> WatchAsync(RunKey run, Action<RunReport> show, CancellationToken cancellationToken)
    {
        var begun = context.Time.GetUtcNow();
        while (true)
        {
            _room.Look();
            var report = await context.Catalog.Runs.GetAsync(run, cancellationToken)
                ?? throw FaultException.InEnvironment($"Run {run} is not in the catalog {context.Home.CatalogFile} any more: that was replaced while the run was watched. Put the home's own back.");
            show(report);
            if (RunClient.HasEnded(report) || report.State == RunState.Suspended)
            {
                return report;
            }

            if (report.State == RunState.Queued)
            {
                await TellWhatItWaitsForAsync(report, run, cancellationToken);
            }

            if (report.State == RunState.Queued && context.Time.GetUtcNow() - begun > Workers.Patience)
            {
                await SayWhenNobodyWorksAsync(run, cancellationToken);
            }

            if (await session.EnsureAsync(cancellationToken))
            {
                context.Report.Line("the process that held the engine is gone; this one holds it now");
            }

            await Task.Delay(LookEvery, context.Time, cancellationToken);
        }
    }

    /// <summary>Said when it changes; a run that begins at once waits for nothing.</summary>
    private async Task TellWhatItWaitsForAsync(RunReport report, RunKey run, CancellationToken cancellationToken)
    {
        var waitsFor = RunQueue.WaitsFor(report, await context.Catalog.Runs.ActiveAsync(run.Project, run.Model, cancellationToken));
        if (waitsFor is not null && waitsFor != _waitsFor)
        {
            Report.Warn($"Run {run} is queued: it waits for {waitsFor}.");
            _waitsFor = waitsFor;
        }
    }

    private void TellChanges(RunReport report, TuningWatch tuning)
    {
        foreach (var line in tuning.News(report))
        {
            context.Report.Line(line);
        }

        foreach (var stage in report.Stages.Where(s => s.State == StageState.Running && s.Interruptions > _toldInterruptions.GetValueOrDefault(s.Name)))
        {
            _toldInterruptions[stage.Name] = stage.Interruptions;
            context.Report.Line(RunView.StageLine(stage));
        }

        foreach (var stage in report.Stages.Where(s => s.State is not (StageState.Waiting or StageState.Running)))
        {
            if (!_told.TryGetValue(stage.Name, out var told) || told != stage.State)
            {
                _told[stage.Name] = stage.State;
                context.Report.Line(RunView.StageLine(stage));
                foreach (var note in stage.Notes)
                {
                    context.Report.Line($"             note: {note}");
                }
            }
        }
    }

    private async Task SayWhenNobodyWorksAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_askedForWorkers)
        {
            return;
        }

        _askedForWorkers = true;
        var workers = new Workers(session, run.Project, context.Time);
        if (!await workers.MayPollAsync(cancellationToken))
        {
            Report.Warn(workers.Missing);
        }
    }
}
