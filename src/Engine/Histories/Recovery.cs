using Mdlc.Engine.Storage;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>Brings everything back that the database holds. Call it once, before anything else.</summary>
    /// <param name="epoch">Tells this life of the server from all before it.</param>
    /// <param name="absences">When the server was away, the last time until now.</param>
    /// <param name="gone">The identity of workers that ended with the life before.</param>
    public void Recover(long epoch, Absences absences, string gone = "")
    {
        Epoch = epoch;
        _lastStart = epoch << 32;
        var outbox = _services.Database.ReadOutbox();
        var rows = _services.Database.ReadRuns();
        _services.Journal.ContinueAfter(rows.Count == 0 ? 0 : rows[^1].Key, outbox.Count == 0 ? 0 : outbox[^1].Id);
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
            _services.Visibility.Upsert(handle.Namespace, info);
            _services.Retention.Add(handle, info.CloseTime.ToDateTime());
        }

        foreach (var handle in open)
        {
            Reopen(handle, absences, gone);
        }

        foreach (var row in outbox)
        {
            _services.Skipper?.Hold();
            _outbox.Writer.TryWrite(row);
        }
    }

    private RunHandle Register(RunRow row)
    {
        var handle = new RunHandle(Runs.Workflow(row.Namespace, row.WorkflowId), row.Key, row.RunId, row.RequestId);

        // Rows come in the order of their keys: the last one of an id is its newest run.
        Runs.Add(handle);
        return handle;
    }

    /// <summary>An open run goes on where its log ends. Workflow tasks are handed out again; activities stay with the workers that have them.</summary>
    private void Reopen(RunHandle handle, Absences absences, string gone)
    {
        lock (handle.Workflow.Gate)
        {
            var run = Runs.Read(handle);
            handle.Run = run;
            _services.Visibility.Upsert(handle.Namespace, RunDescription.Info(run));
            using var unit = Begin();
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

            Commit(unit, run);
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
