using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;

namespace Mdlc.Engine.Histories;

/// <summary>What a database holds is brought back: runs go on where their logs end.</summary>
internal sealed class Recovery(HistoryCore core)
{
    /// <summary>Brings everything back that the database holds. Call it once, before anything else.</summary>
    /// <param name="epoch">Tells this life of the server from all before it.</param>
    /// <param name="downtimes">When the server was away, the last time until now.</param>
    /// <param name="gone">The identity of workers that ended with the life before.</param>
    public void Run(long epoch, Downtimes downtimes, string gone = "")
    {
        core.BeginLife(epoch);
        ClosedListing.Complete(core.Services.Database);
        core.Services.Visibility.CountClosed();
        var outbox = core.Services.Database.ReadOutbox();

        // A promise may outlive its run, which a crash had forgotten before it: what it asks for must not befall another one.
        var lastRun = outbox.Select(static row => row.RunKey).Append(core.Services.Database.LastRunKey()).Max();
        core.Services.Journal.ContinueAfter(lastRun, outbox.Count == 0 ? 0 : outbox[^1].Id);

        // Closed ones stay where they are.
        var open = core.Services.Database.ReadOpenRuns().Select(core.Runs.AddOpen).ToList();
        foreach (var handle in open)
        {
            Reopen(handle, downtimes, gone);
        }

        foreach (var row in outbox)
        {
            core.Services.Skipper?.Hold();
            core.Enqueue(row);
        }
    }

    /// <summary>An open run goes on where its log ends. Workflow tasks are handed out again; activities stay with the workers that have them.</summary>
    private void Reopen(RunHandle handle, Downtimes downtimes, string gone)
    {
        lock (handle.Workflow.Gate)
        {
            var run = core.Runs.Read(handle);
            handle.Run = run;
            core.Services.Visibility.Upsert(handle.Namespace, RunDescription.Info(run));
            using var unit = core.Begin();
            var transaction = unit.Open(run);
            if (run.State is { IsPaused: true, Task: not null })
            {
                // Who had it is not known any more, and nobody else gets it.
                transaction.WithdrawWorkflowTask();
            }
            else if (run.State.Task is not null)
            {
                transaction.DispatchRecoveredTask();
            }
            else if (run.Buffered.Count > 0 || run.State.TaskAttempt > 1)
            {
                transaction.EnsureWorkflowTask();
            }

            foreach (var activity in run.State.Activities.Values)
            {
                Resume(transaction, activity, downtimes, gone);
            }

            core.Commit(unit, run);
        }
    }

    private static void Resume(RunTransaction transaction, PendingActivity activity, Downtimes downtimes, string gone)
    {
        if (gone.Length > 0 && activity.StartedIdentity == gone)
        {
            activity.StartedTime = null;
        }

        if (activity.LastSign is { } sign)
        {
            // Downtimes are of the engine's time, signs of the run's.
            var skipped = transaction.State.SkippedTime;
            activity.SilentFrom = downtimes.SilentFrom(sign - skipped) + skipped;
        }
        else if (activity.AttemptScheduledTime <= transaction.Now)
        {
            transaction.Dispatch(activity);
        }
    }
}
