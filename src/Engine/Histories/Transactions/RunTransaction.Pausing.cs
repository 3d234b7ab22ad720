namespace Mdlc.Engine.Histories.Transactions;

internal sealed partial class RunTransaction
{
    /// <summary>From now on no worker gets anything of the run; what workers have they may finish.</summary>
    public void Pause(WorkflowExecutionPausedEventAttributes attributes)
    {
        Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionPaused,
            WorkerMayIgnore = true,
            WorkflowExecutionPausedEventAttributes = attributes,
        });
        WithdrawWorkflowTask();
        foreach (var activity in State.Activities.Values.Where(activity => activity is { IsStarted: false, IsDispatched: true }))
        {
            activity.Withdraw();
        }
    }

    /// <summary>The run goes on: its worker hears of it at once, whatever the first task waited for, and activities that are due leave.</summary>
    public void Unpause(WorkflowExecutionUnpausedEventAttributes attributes)
    {
        Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUnpaused,
            WorkerMayIgnore = true,
            WorkflowExecutionUnpausedEventAttributes = attributes,
        });
        EnsureWorkflowTask(endsWaiting: true);
        foreach (var activity in State.Activities.Values.Where(activity => activity.AwaitsDispatch && activity.AttemptScheduledTime <= Now))
        {
            Dispatch(activity);
        }
    }

    /// <summary>A workflow task of a paused run that no worker has fails; another one follows when the run goes on.</summary>
    public void WithdrawWorkflowTask()
    {
        if (State.Task is not { IsStarted: false } task)
        {
            return;
        }

        WriteSpeculativeTask();
        if (!task.IsTransient)
        {
            Add(new HistoryEvent
            {
                EventType = EventType.WorkflowTaskFailed,
                WorkflowTaskFailedEventAttributes = new WorkflowTaskFailedEventAttributes
                {
                    ScheduledEventId = task.ScheduledEventId,
                    Cause = WorkflowTaskFailedCause.WorkflowPauseRequestedBeforeTaskStarted,
                    Identity = EngineServices.ServerIdentity,
                },
            });
        }

        (State.Task, State.TaskAttempt, State.StickyQueue, State.CloseAttempted) = (null, 1, null, false);
    }
}
