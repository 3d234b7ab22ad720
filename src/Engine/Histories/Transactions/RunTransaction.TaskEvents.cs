using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>The events of workflow tasks: at once, later, or for the worker's eyes only.</summary>
internal sealed partial class RunTransaction
{
    /// <summary>The two events that only the worker of a transient or speculative task sees.</summary>
    /// <param name="identity">Who is shown to have started the task.</param>
    public static IReadOnlyList<HistoryEvent> TransientEvents(MutableState state, string identity)
    {
        var task = state.Task!;
        var started = Started(state, task);
        started.Identity = identity;
        var scheduled = new HistoryEvent
        {
            EventId = task.ScheduledEventId,
            EventTime = task.ScheduledTime.ToTimestamp(),
            EventType = EventType.WorkflowTaskScheduled,
            WorkflowTaskScheduledEventAttributes = Scheduled(state, task.StartToCloseTimeout, task.Attempt),
        };
        return !task.IsStarted ? [scheduled] :
        [
            scheduled,
            new HistoryEvent
            {
                EventId = task.StartedEventId,
                EventTime = task.StartedTime.ToTimestamp(),
                EventType = EventType.WorkflowTaskStarted,
                WorkflowTaskStartedEventAttributes = started,
            },
        ];
    }

    /// <summary>Something else of the run is written, or the task is to be seen: a speculative task becomes a normal one.</summary>
    private void WriteSpeculativeTask()
    {
        if (State.Task is not { IsSpeculative: true } task)
        {
            return;
        }

        AddTaskScheduledAgain(task, task.ScheduledTime);
        if (task.IsStarted)
        {
            // A batch of its own: like every start it reaches the disk with what follows it.
            EndBatch();
            AddTaskStartedAgain(task, "", null);
        }
    }

    private void AddTaskScheduled(TimeSpan timeout, DateTime time) => Add(new HistoryEvent
    {
        EventType = EventType.WorkflowTaskScheduled,
        EventTime = time.ToTimestamp(),
        WorkflowTaskScheduledEventAttributes = Scheduled(State, timeout, State.TaskAttempt),
    });

    /// <summary>Writes the schedule of a task that had none, keeping the task object that workers' tokens refer to.</summary>
    private void AddTaskScheduledAgain(WorkflowTask task, DateTime time)
    {
        State.TaskAttempt = task.Attempt;
        AddTaskScheduled(task.StartToCloseTimeout, time);
        task.ScheduledEventId = State.NextEventId - 1;
        task.IsSpeculative = false;
        State.Task = task;
    }

    /// <summary>Writes the start of a task that had none, as the server knows its worker by then.</summary>
    private void AddTaskStartedAgain(WorkflowTask task, string identity, WorkerVersionStamp? workerVersion)
    {
        var started = Started(State, task);
        (started.Identity, started.WorkerVersion) = (identity, workerVersion);
        AddTaskStarted(started, task.StartedTime);
        EndBatch();
    }

    private void AddTaskStarted(WorkflowTaskStartedEventAttributes started, DateTime time) => Add(new HistoryEvent
    {
        EventType = EventType.WorkflowTaskStarted,
        EventTime = time.ToTimestamp(),
        WorkflowTaskStartedEventAttributes = started,
    });

    private static WorkflowTaskScheduledEventAttributes Scheduled(MutableState state, TimeSpan timeout, int attempt) => new()
    {
        TaskQueue = state.StickyQueue is { } sticky
            ? new TaskQueue { Name = sticky, Kind = TaskQueueKind.Sticky, NormalName = state.TaskQueue }
            : new TaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
        StartToCloseTimeout = timeout.ToDuration(),
        Attempt = attempt,
    };

    private static WorkflowTaskStartedEventAttributes Started(MutableState state, WorkflowTask task)
    {
        var started = new WorkflowTaskStartedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            RequestId = task.RequestId,
            HistorySizeBytes = task.HistorySizeBytes,
            SuggestContinueAsNew = task.SuggestContinueAsNew.Count > 0,
            WorkerVersion = task.WorkerVersion,
            TargetWorkerDeploymentVersionChanged = state.IsTargetChanged,
        };
        started.SuggestContinueAsNewReasons.AddRange(task.SuggestContinueAsNew);
        return started;
    }
}
