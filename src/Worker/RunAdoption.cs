using Mdlc.Activities.Runs;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Lifecycle;
using Microsoft.Extensions.Logging;

namespace Mdlc.Worker;

/// <summary>
/// A process that asks for a run has the catalog give it a number, and then tells the lifecycle. One that dies in between leaves a run that is
/// queued and that nobody would ever begin: who works for this home tells the lifecycle in its place. A lifecycle that knows the run
/// already takes no notice.
/// </summary>
internal sealed partial class RunAdoption(ICatalog catalog, Lifecycles lifecycles, TimeProvider time, ILogger logger)
{
    /// <summary>Longer than it takes from number to signal, so that lifecycles are not told twice for nothing.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly HashSet<RunKey> _told = [];

    /// <summary>Tells of each queued run once in the life of this process; one that cannot be told keeps none of the others waiting.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var queued = await catalog.Runs.QueuedAsync(time.GetUtcNow() - Grace, cancellationToken);
        _told.IntersectWith(queued.Select(KeyOf));
        foreach (var report in queued.Where(r => !_told.Contains(KeyOf(r))))
        {
            var run = KeyOf(report);
            try
            {
                await TellAsync(run, report.Trigger, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotTold(logger, fault, run);
            }
        }
    }

    private async Task TellAsync(RunKey run, RunTrigger trigger, CancellationToken cancellationToken)
    {
        // It may have begun or been aborted while those before it were told.
        if (await catalog.Runs.GetAsync(run, cancellationToken) is not { State: RunState.Queued } queued)
        {
            return;
        }

        var request = new TrainingRequest(run, (await catalog.Runs.GetSpecAsync(run, cancellationToken))!, trigger) { TakeOver = queued.TakenOver };
        await lifecycles.SignalAsync(run.Project, run.Model, l => l.TrainingRequestedAsync(request), cancellationToken);
        _told.Add(run);
        LogTold(logger, run);
    }

    private static RunKey KeyOf(RunReport report) =>
        RunKey.TryParse(report.Run, out var run) ? run : throw new InvalidOperationException($"The catalog names a run '{report.Run}'.");

    [LoggerMessage(1, LogLevel.Information, "Run {Run} waits in the catalog; its lifecycle has been told of it.")]
    private static partial void LogTold(ILogger logger, RunKey run);

    [LoggerMessage(2, LogLevel.Warning, "The lifecycle of run {Run}, which waits in the catalog, could not be told of it; trying again.")]
    private static partial void LogNotTold(ILogger logger, Exception fault, RunKey run);
}
