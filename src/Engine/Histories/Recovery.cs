using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Storage;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories;

/// <summary>What a database holds is brought back: runs go on where their logs end.</summary>
internal sealed class Recovery(HistoryCore core)
{
    /// <summary>Brings everything back that the database holds. Call it once, before anything else.</summary>
    /// <param name="epoch">Tells this life of the server from all before it.</param>
    /// <param name="absences">When the server was away, the last time until now.</param>
    /// <param name="gone">The identity of workers that ended with the life before.</param>
    public void Run(long epoch, Absences absences, string gone = "")
    {
        core.BeginLife(epoch);
        var outbox = core.Services.Database.ReadOutbox();
        var rows = core.Services.Database.ReadRuns();
        core.Services.Journal.ContinueAfter(rows.Count == 0 ? 0 : rows[^1].Key, outbox.Count == 0 ? 0 : outbox[^1].Id);
        var open = new List<RunHandle>();
        foreach (var row in rows)
        {
            var handle = Register(row);
            if (row.Summary is null)
            {
                open.Add(handle);
                continue;
            }

            var info = WorkflowExecutionInfo.Parser.ParseFrom(row.Summary);
            handle.Closed = ClosedRun.Of(info);
            core.Services.Visibility.Upsert(handle.Namespace, info);
            core.Services.Retention.Add(handle, info.CloseTime.ToDateTime());
        }

        foreach (var handle in open)
        {
            Reopen(handle, absences, gone);
        }

        foreach (var row in outbox)
        {
            core.Services.Skipper?.Hold();
            core.Enqueue(row);
        }
    }

    private RunHandle Register(RunRow row)
    {
        var handle = new RunHandle(core.Runs.Workflow(row.Namespace, row.WorkflowId), row.Key, row.RunId, row.RequestId);

        // Rows come in the order of their keys: the last one of an id is its newest run.
        core.Runs.Add(handle);
        return handle;
    }

    /// <summary>An open run goes on where its log ends. Workflow tasks are handed out again; activities stay with the workers that have them.</summary>
    private void Reopen(RunHandle handle, Absences absences, string gone)
    {
        lock (handle.Workflow.Gate)
        {
            var run = core.Runs.Read(handle);
            handle.Run = run;
            core.Services.Visibility.Upsert(handle.Namespace, RunDescription.Info(run));
            using var unit = core.Begin();
            var transaction = unit.Open(run);
            if (run.State.Task is not null)
            {
                transaction.DispatchRecoveredTask();
            }
            else if (run.Buffered.Count > 0 || run.State.TaskAttempt > 1)
            {
                transaction.EnsureWorkflowTask();
            }

            foreach (var activity in run.State.Activities.Values)
            {
                Resume(transaction, activity, absences, gone);
            }

            core.Commit(unit, run);
        }
    }

    private static void Resume(RunTransaction transaction, PendingActivity activity, Absences absences, string gone)
    {
        if (gone.Length > 0 && activity.StartedIdentity == gone)
        {
            activity.StartedTime = null;
        }

        if (activity.LastSign is { } sign)
        {
            // Absences are of the engine's time, signs of the run's.
            var skipped = transaction.State.SkippedTime;
            activity.SilentFrom = absences.SilentFrom(sign - skipped) + skipped;
        }
        else if (activity.AttemptScheduledTime <= transaction.Now)
        {
            transaction.Dispatch(activity);
        }
    }
}
