using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories.Transactions;

internal sealed partial class RunTransaction
{
    private const int UnpunishedAttempts = 3;
    private static readonly TimeSpan StickyPollerMemory = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryTimeoutIncrement = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryTimeoutMaximum = TimeSpan.FromMinutes(10);

    /// <summary>A speculative task is not kept waiting for a worker: after this a normal one takes its place.</summary>
    private static readonly TimeSpan SpeculativeScheduleToStart = TimeSpan.FromSeconds(5);

    /// <summary>Schedules a workflow task if the run may have one now and has none that stays.</summary>
    /// <param name="endsWaiting">True for what the worker must hear of although the time of its first task has not come.</param>
    public void EnsureWorkflowTask(bool endsWaiting = false)
    {
        if (State.IsRunning && State.Task is null && (endsWaiting || !WakeUps.AwaitsFirstTask(State)))
        {
            ScheduleWorkflowTask();
        }

        // What asks for the task must not vanish with a speculative one.
        WriteSpeculativeTask();
    }

    /// <summary>Schedules a workflow task, unless the run is paused: a normal one, with its event, or after failures a transient one, without.</summary>
    /// <param name="originalScheduledTime">Given for the successor of a heartbeat.</param>
    /// <param name="dispatch">False when the caller starts the task itself.</param>
    /// <param name="speculative">True for a task that is only to carry updates, in a transaction that writes nothing else.</param>
    public void ScheduleWorkflowTask(DateTime? originalScheduledTime = null, bool dispatch = true, bool speculative = false)
    {
        if (State.IsPaused)
        {
            // When it goes on, it gets one.
            return;
        }

        if (Run.Buffered.Count > 0)
        {
            // New events end a series of failures: the worker has something else to look at.
            State.TaskAttempt = 1;
            FlushBuffer();
        }

        var timeout = StartToCloseTimeout(State.TaskTimeout, State.TaskAttempt);
        var task = new WorkflowTask
        {
            ScheduledEventId = State.NextEventId,
            Attempt = State.TaskAttempt,

            // A further attempt leaves no trace anyway until it completes; as both, its start would stand in history without its failure.
            IsSpeculative = speculative && State.TaskAttempt == 1,
            ScheduledTime = Now,
            OriginalScheduledTime = originalScheduledTime ?? Now,
            StartToCloseTimeout = timeout,
        };
        if (task.IsInHistory)
        {
            AddTaskScheduled(timeout, Now);
        }

        State.Task = task;
        ChooseQueue(task);
        _dispatchTask = dispatch;
    }

    /// <summary>Marks the pending task as handed to a worker. Its event is in history but not yet on disk.</summary>
    /// <param name="target">Where the run's queue would send it; null when the queue was not asked.</param>
    public void StartWorkflowTask(string identity, string requestId, WorkerVersionStamp? workerVersion, VersionTarget? target = null)
    {
        var task = State.Task!;
        State.NoteTarget(target);
        task.StartNumber = ++State.TaskStarts;
        task.Identity = identity;
        task.RequestId = requestId;
        task.WorkerVersion = workerVersion;
        NoteSize(task);
        if (!task.IsInHistory && task.ScheduledEventId != State.NextEventId)
        {
            // Events came since: it is a normal task now.
            State.TaskAttempt = task.Attempt = 1;
            AddTaskScheduledAgain(task, Now);
        }

        if (!task.IsInHistory)
        {
            task.StartedEventId = task.ScheduledEventId + 1;
            task.StartedTime = Now;
        }
        else
        {
            EndBatch();
            AddTaskStarted(Started(State, task), Now);
            EndBatch();
        }
    }

    /// <summary>Takes a start back whose reply never reached its worker.</summary>
    public void UndoStart()
    {
        var task = State.Task!;
        if (task.IsInHistory)
        {
            Run.History.RemoveTaskStart();
            State.NextEventId = Run.History.NextEventId;
        }

        State.Task = new WorkflowTask
        {
            ScheduledEventId = task.ScheduledEventId,
            Attempt = task.Attempt,
            IsSpeculative = task.IsSpeculative,
            ScheduledTime = task.ScheduledTime,
            OriginalScheduledTime = task.OriginalScheduledTime,
            StartToCloseTimeout = task.StartToCloseTimeout,
            QueueName = task.QueueName,
            OnStickyQueue = task.OnStickyQueue,
            ScheduleToStartTimeout = task.ScheduleToStartTimeout,
        };
        _dispatchTask = true;
    }

    /// <summary>After a restart the task that the log shows waits in the normal queue; its start was not persisted.</summary>
    public void DispatchRecoveredTask()
    {
        State.Task!.QueueName = State.TaskQueue;
        _dispatchTask = true;
    }

    /// <summary>Records the completion; the task's other events are written first if history lacks them.</summary>
    /// <returns>The id of the completed event.</returns>
    public long CompleteWorkflowTask(WorkflowTaskCompletedEventAttributes attributes)
    {
        var task = State.Task!;
        if (!task.IsInHistory)
        {
            AddTaskScheduledAgain(task, task.ScheduledTime);
            AddTaskStartedAgain(task, attributes.Identity, attributes.WorkerVersion);
        }

        attributes.ScheduledEventId = task.ScheduledEventId;
        attributes.StartedEventId = task.StartedEventId;
        return Add(new HistoryEvent
        {
            EventType = EventType.WorkflowTaskCompleted,
            WorkflowTaskCompletedEventAttributes = attributes,
        }).EventId;
    }

    /// <summary>A speculative task whose updates were all rejected, or are no longer wanted: it never was.</summary>
    public void DiscardSpeculativeTask()
    {
        State.Task = null;
        State.CloseAttempted = false;
    }

    /// <summary>Records a failure (of a transient task nothing is written) and decides on the next attempt's number.</summary>
    /// <param name="workerVersion">The worker that failed, for the start of a task that history lacks.</param>
    public void FailWorkflowTask(WorkflowTaskFailedEventAttributes attributes, WorkerVersionStamp? workerVersion = null)
    {
        var task = State.Task!;
        if (task.IsSpeculative)
        {
            // A failure must be seen, and so must what failed.
            AddTaskScheduledAgain(task, task.ScheduledTime);
            AddTaskStartedAgain(task, attributes.Identity, workerVersion);
        }

        var attempt = NextAttempt(task);
        if (!task.IsTransient)
        {
            attributes.ScheduledEventId = task.ScheduledEventId;
            attributes.StartedEventId = task.StartedEventId;
            Add(new HistoryEvent { EventType = EventType.WorkflowTaskFailed, WorkflowTaskFailedEventAttributes = attributes });
        }

        EndTask(attempt);
        State.CloseAttempted = attributes.Cause == WorkflowTaskFailedCause.UnhandledCommand;
    }

    /// <summary>The task with which a copied history ends was another run's: it fails, and the next one is this run's first.</summary>
    public void FailResetTask(WorkflowTask task, string baseRunId, string reason)
    {
        if (!task.IsStarted)
        {
            (task.Identity, task.RequestId) = (EngineServices.ServerIdentity, "emptyUuid");
            NoteSize(task);
            AddTaskStarted(Started(State, task), Now);

            // A reset of this reset may begin behind it, as behind any other start.
            EndBatch();
        }

        Add(new HistoryEvent
        {
            EventType = EventType.WorkflowTaskFailed,
            WorkflowTaskFailedEventAttributes = new WorkflowTaskFailedEventAttributes
            {
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                Cause = WorkflowTaskFailedCause.ResetWorkflow,
                Failure = new Failure { Message = reason, ResetWorkflowFailureInfo = new() },
                Identity = EngineServices.ServerIdentity,
                BaseRunId = baseRunId,
                NewRunId = Run.RunId,
            },
        });
    }

    public void TimeOutWorkflowTask(TimeoutType type)
    {
        var task = State.Task!;
        WriteSpeculativeTask();
        var attempt = type == TimeoutType.ScheduleToStart ? 1 : NextAttempt(task);
        if (type == TimeoutType.ScheduleToStart)
        {
            State.StickyQueue = null;
        }

        if (!task.IsTransient)
        {
            Add(new HistoryEvent
            {
                EventType = EventType.WorkflowTaskTimedOut,
                WorkflowTaskTimedOutEventAttributes = new WorkflowTaskTimedOutEventAttributes
                {
                    ScheduledEventId = task.ScheduledEventId,
                    StartedEventId = task.StartedEventId,
                    TimeoutType = type,
                },
            });
        }

        EndTask(attempt);
    }

    /// <summary>A started task is failed before the workflow is closed over its head.</summary>
    public void ForceCloseWorkflowTask()
    {
        if (State.Task is { IsStarted: true })
        {
            FailWorkflowTask(new WorkflowTaskFailedEventAttributes
            {
                Cause = WorkflowTaskFailedCause.ForceCloseCommand,
                Identity = EngineServices.ServerIdentity,
            });
            FlushBuffer();
        }
    }

    /// <summary>The task's timeout grows after its third failure, so that a broken worker is asked less and less.</summary>
    internal static TimeSpan StartToCloseTimeout(TimeSpan usual, int attempt)
    {
        if (attempt <= UnpunishedAttempts)
        {
            return usual;
        }

        var factor = Math.Pow(2, Math.Min(attempt - UnpunishedAttempts - 1, 20));
        var increment = RetryTimeoutIncrement * factor;
        return usual + (increment < RetryTimeoutMaximum ? increment : RetryTimeoutMaximum);
    }

    /// <summary>A failure on a sticky queue says nothing about the workflow: the next attempt is the first one on the normal queue.</summary>
    private int NextAttempt(WorkflowTask task)
    {
        if (State.StickyQueue is not null)
        {
            State.StickyQueue = null;
            return 1;
        }

        return task.Attempt + 1;
    }

    private void EndTask(int attempt)
    {
        State.Task = null;
        State.TaskAttempt = attempt;
        State.CloseAttempted = false;
        if (attempt > 1)
        {
            // What failed on a sticky queue, or was not fetched there, does not count.
            State.TaskProblems++;
        }

        if (Services.Limits.TaskProblemsToReport is > 0 and var most && State.TaskProblems >= most && !State.ReportedProblems.SequenceEqual(State.LastTaskProblem))
        {
            ReportProblems(State.LastTaskProblem);
        }
    }

    private void NoteSize(WorkflowTask task)
    {
        task.HistorySizeBytes = Run.History.SizeBytes;
        task.SuggestContinueAsNew.Clear();
        if (task.HistorySizeBytes >= Services.Limits.HistorySizeSuggestContinueAsNew)
        {
            task.SuggestContinueAsNew.Add(SuggestContinueAsNewReason.HistorySizeTooLarge);
        }

        if (State.NextEventId >= Services.Limits.HistoryCountSuggestContinueAsNew)
        {
            task.SuggestContinueAsNew.Add(SuggestContinueAsNewReason.TooManyHistoryEvents);
        }

        if (Run.Updates.Total >= Services.Limits.TotalUpdatesSuggestContinueAsNew)
        {
            task.SuggestContinueAsNew.Add(SuggestContinueAsNewReason.TooManyUpdates);
        }
    }

    /// <summary>The sticky queue, unless no worker has polled it lately or another version is to go on with the run; stickiness itself ends when a worker of the normal queue starts the task.</summary>
    private void ChooseQueue(WorkflowTask task)
    {
        task.OnStickyQueue = State.StickyQueue is { } sticky
            && Services.Matching.HasPollerWithin(new(Run.Namespace, sticky, TaskQueueType.Workflow), StickyPollerMemory)
            && Services.Deployments.Routing(RunQueues.NormalQueue(Run)).KeepsSticky(RunQueues.Directive(Run));
        task.QueueName = task.OnStickyQueue ? State.StickyQueue! : State.TaskQueue;
        var sticks = State.StickyScheduleToStart > TimeSpan.Zero && (task.OnStickyQueue || (task.IsSpeculative && State.StickyQueue is not null));
        task.ScheduleToStartTimeout = sticks ? State.StickyScheduleToStart : task.IsSpeculative ? SpeculativeScheduleToStart : null;
    }
}
