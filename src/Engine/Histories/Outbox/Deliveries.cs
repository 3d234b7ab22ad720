using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>
    /// Does one piece of work between runs and forgets it. Each kind may be done twice (after a crash between doing and forgetting): the
    /// second time finds that it was done.
    /// </summary>
    public void Deliver(OutboxRow row)
    {
        try
        {
            if (Runs.FindByKey(row.RunKey) is { } handle)
            {
                Do(row, handle);
            }

            var done = new WriteBatch();
            done.OutboxDone.Add(row.Id);
            _services.Journal.AppendLazily(done);
        }
        finally
        {
            _services.Skipper?.Release();
        }
    }

    private void Do(OutboxRow row, RunHandle handle)
    {
        switch ((OutboxKind)row.Kind)
        {
            case OutboxKind.StartChild:
                StartChild(handle, row.EventId);
                break;
            case OutboxKind.SignalExternal:
                SignalExternal(handle, row.EventId);
                break;
            case OutboxKind.CancelExternal:
                CancelExternal(handle, row.EventId);
                break;
            case OutboxKind.NotifyParent:
                NotifyParent(handle);
                break;
            case OutboxKind.CloseChildren:
                CloseChildren(handle);
                break;
            case OutboxKind.ScheduleFirstTask:
                ScheduleFirstTask(handle);
                break;
            case OutboxKind.Forget:
                Forget(handle);
                break;
        }
    }

    /// <summary>Changes the run if it is open, and does nothing otherwise.</summary>
    private void OnOpenRun(RunHandle handle, Action<RunTransaction> change)
    {
        lock (handle.Workflow.Gate)
        {
            var run = Runs.Load(handle);
            if (run.State.IsRunning)
            {
                using var unit = Begin();
                change(unit.Open(run));
                Commit(unit, run);
            }
        }
    }
}
