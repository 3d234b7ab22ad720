using Mdlc.Engine.Histories.Operations;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Outbox;

/// <summary>Work between runs, as it was promised.</summary>
internal sealed class Deliveries(HistoryCore core, ChildWorkflows children, ExternalWorkflows others, WorkflowOperations operations, Deletions deletions)
{
    /// <summary>
    /// Does one piece of work between runs and forgets it. Each kind may be done twice (after a crash between doing and forgetting): the
    /// second time finds that it was done.
    /// </summary>
    public void Deliver(OutboxRow row)
    {
        try
        {
            if (core.Runs.FindByKey(row.RunKey) is { } handle)
            {
                Do(row, handle);
            }

            var done = new WriteBatch();
            done.OutboxDone.Add(row.Id);
            core.Services.Journal.AppendLazily(done);
        }
        finally
        {
            core.Services.Skipper?.Release();
        }
    }

    private void Do(OutboxRow row, RunHandle handle)
    {
        switch ((OutboxKind)row.Kind)
        {
            case OutboxKind.StartChild:
                children.Start(handle, row.EventId);
                break;
            case OutboxKind.SignalExternal:
                others.Signal(handle, row.EventId);
                break;
            case OutboxKind.CancelExternal:
                others.RequestCancel(handle, row.EventId);
                break;
            case OutboxKind.NotifyParent:
                children.NotifyParent(handle);
                break;
            case OutboxKind.CloseChildren:
                children.ApplyClosePolicies(handle);
                break;
            case OutboxKind.ScheduleFirstTask:
                children.ScheduleFirstTask(handle);
                break;
            case OutboxKind.ServeOperation:
                operations.Serve(handle, row.EventId);
                break;
            case OutboxKind.Forget:
                deletions.Forget(handle.Key);
                break;
        }
    }
}
