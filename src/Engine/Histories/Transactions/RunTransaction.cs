using System.Text;
using Google.Protobuf;
using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>The changes of one run within a <see cref="UnitOfWork"/>.</summary>
internal sealed partial class RunTransaction(UnitOfWork unit, WorkflowRun run)
{
    private readonly List<PendingActivity> _dispatches = [];
    private readonly List<string> _requestIds = [];
    private readonly HashSet<PendingActivity> _changedActivities = [];
    private readonly List<PendingActivity> _startedActivities = [];
    private List<HistoryEvent> _batch = [];
    private bool _historyChanged;
    private bool _visibilityChanged;
    private bool _dispatchTask;
    private readonly int _versioningChanges = run.State.VersioningChanges;
    private readonly IReadOnlyList<string> _problems = run.State.ReportedProblems;

    public UnitOfWork Unit { get; } = unit;

    public WorkflowRun Run { get; } = run;

    public MutableState State => Run.State;

    /// <summary>The time within the run: the engine's, and what the run has skipped.</summary>
    public DateTime Now => Unit.Now + State.SkippedTime;

    private EngineServices Services => Unit.Services;

    /// <summary>Adds an event: to history, or to the buffer when it comes from outside.</summary>
    public HistoryEvent Add(HistoryEvent e)
    {
        e.EventTime ??= Now.ToTimestamp();
        if (EventBuffering.IsBuffered(e.EventType))
        {
            Run.Buffered.Add(e);
        }
        else
        {
            e.EventId = State.NextEventId++;
            _batch.Add(e);
        }

        _historyChanged = true;
        MarkClosedActivity(e);
        State.Apply(e);
        NoteVisibility(e.EventType);
        _visibilityChanged |= State.VersioningChanges != _versioningChanges || State.ReportedProblems.Count != _problems.Count;
        return e;
    }

    /// <summary>Gives the buffered events their ids.</summary>
    public void FlushBuffer()
    {
        if (Run.Buffered.Count == 0)
        {
            return;
        }

        var started = new Dictionary<long, long>();
        foreach (var e in EventBuffering.Order(Run.Buffered))
        {
            e.EventId = State.NextEventId++;
            EventBuffering.WireStart(e, started);
            State.Wire(e);
            _batch.Add(e);
        }

        Run.Buffered.Clear();
        Run.BufferedPersisted = 0;
    }

    /// <summary>Takes a fired timer out of the buffer again, because the workflow cancelled it in the meantime.</summary>
    /// <returns>The event, or null when there is none.</returns>
    public HistoryEvent? RemoveBufferedTimerFired(string timerId)
    {
        var index = Run.Buffered.FindIndex(e => e.EventType == EventType.TimerFired && e.TimerFiredEventAttributes.TimerId == timerId);
        if (index < 0)
        {
            return null;
        }

        var fired = Run.Buffered[index];
        Run.Buffered.RemoveAt(index);
        Run.BufferedPersisted = Math.Min(Run.BufferedPersisted, Run.Buffered.Count);
        return fired;
    }

    /// <summary>Remembers a request id that was served.</summary>
    /// <returns>False when it was served before.</returns>
    public bool Serve(string requestId)
    {
        if (requestId.Length == 0)
        {
            return true;
        }

        if (!State.RequestIds.Add(requestId))
        {
            return false;
        }

        _requestIds.Add(requestId);
        return true;
    }

    /// <summary>The activity's attempt goes to matching after the commit.</summary>
    public void Dispatch(PendingActivity activity) => _dispatches.Add(activity);

    /// <summary>The state of the activity that history does not show is to be persisted.</summary>
    public void Changed(PendingActivity activity) => _changedActivities.Add(activity);

    /// <summary>An attempt of the activity was handed to a worker.</summary>
    public void Started(PendingActivity activity) => _startedActivities.Add(activity);

    /// <summary>Lists of runs are to show the run anew, although no event says so.</summary>
    public void UpsertVisibility() => _visibilityChanged = true;

    /// <summary>A reset has put another run in this one's place.</summary>
    public void NoteReset(string runId)
    {
        State.ResetRunId = runId;
        Write(RecordKind.ResetRun, Encoding.UTF8.GetBytes(runId));
    }

    /// <summary>Lists show from now on what is wrong with the run's workflow tasks.</summary>
    public void ReportProblems(IReadOnlyList<string> problems)
    {
        State.ReportedProblems = problems;
        Write(RecordKind.ReportedProblems, Encoding.UTF8.GetBytes(string.Join('\n', problems)));
        UpsertVisibility();
    }

    /// <summary>Everything is decided: write it into the batch and set what follows it.</summary>
    public void Close()
    {
        SkipTime();
        if (State.IsRunning)
        {
            if (WritesAnything && State.Task is { IsSpeculative: true })
            {
                // Whoever reads the events must find them on disk, also where nobody waits for what brought them about.
                Unit.IsLazy = false;
                WriteSpeculativeTask();
            }

            SettleBuffer();
        }
        else
        {
            Run.Buffered.Clear();
            Run.BufferedPersisted = 0;
        }

        EndBatch();
        WriteRecords();
        if (_historyChanged)
        {
            State.StateTransitionCount++;
            Unit.AfterCommit(Run.NotifyChanged);
        }

        if (_visibilityChanged)
        {
            PublishVisibility();
        }

        DispatchTasks();
        Services.SetWakeUp(Run);
    }

    private bool WritesAnything =>
        _batch.Count > 0 || Run.Buffered.Count > Run.BufferedPersisted || _requestIds.Count > 0
        || _changedActivities.Count > 0 || _startedActivities.Count > 0;

    private void SettleBuffer()
    {
        if (State.Task is not { IsStarted: true })
        {
            FlushBuffer();
        }
        else if (Run.Buffered.Count > Services.Limits.BufferedEvents || Run.Buffered.Sum(e => (long)e.CalculateSize()) > Services.Limits.BufferedEventBytes)
        {
            // The worker would never catch up: its task is taken away, and the next one shows what has come.
            ForceCloseWorkflowTask();
            ScheduleWorkflowTask();
        }
    }

    /// <summary>
    /// Last of all decisions, and under the gate: the run's time moves only when nothing of what just came keeps it, and nothing can come
    /// between the decision and the move.
    /// </summary>
    private void SkipTime()
    {
        if (SkipRule.Decide(State, Now) is { } transition)
        {
            AddSkip(transition);
        }
    }

    public void AddSkip(WorkflowExecutionTimeSkippingTransitionedEventAttributes transition) => Add(new HistoryEvent
    {
        EventType = EventType.WorkflowExecutionTimeSkippingTransitioned,
        WorkerMayIgnore = true,
        WorkflowExecutionTimeSkippingTransitionedEventAttributes = transition,
    });

    /// <summary>Starts a new batch: what follows may be read apart from what went before.</summary>
    public void EndBatch()
    {
        if (_batch.Count > 0)
        {
            Run.History.Append(_batch);
            _batch = [];
        }
    }

    /// <summary>Puts into the batch what history has that the disk lacks; only then its size is known.</summary>
    public void WriteHistory()
    {
        foreach (var data in Run.History.TakeUnpersisted())
        {
            Write(RecordKind.Events, data);
        }
    }

    private void WriteRecords()
    {
        WriteHistory();
        for (; Run.BufferedPersisted < Run.Buffered.Count; Run.BufferedPersisted++)
        {
            Write(RecordKind.BufferedEvent, Run.Buffered[Run.BufferedPersisted].ToByteArray());
        }

        foreach (var activity in _changedActivities)
        {
            if (!activity.IsClosed)
            {
                Write(RecordKind.Activity, ActivityDescription.Of(activity, Now).ToByteArray());
            }
        }

        foreach (var activity in _startedActivities)
        {
            Write(RecordKind.ActivityStart, ActivityStart.Of(activity).Encode());
        }

        foreach (var id in _requestIds)
        {
            Write(RecordKind.RequestId, Encoding.UTF8.GetBytes(id));
        }
    }

    private void Write(RecordKind kind, byte[] data) => Unit.Batch.Records.Add(new LogRecord(Run.Key, ++Run.LastSequence, kind, data));

    private void NoteVisibility(EventType type) => _visibilityChanged |= type is
        EventType.WorkflowExecutionStarted or EventType.UpsertWorkflowSearchAttributes or EventType.WorkflowPropertiesModified
        or EventType.WorkflowExecutionPaused or EventType.WorkflowExecutionUnpaused
        || !State.IsRunning;

    private void PublishVisibility()
    {
        var info = RunDescription.Info(Run);
        if (!State.IsRunning)
        {
            Run.Handle.Closed = ClosedRun.Of(info);
            Unit.Batch.Closed.Add(new ClosedSummary(info.ToByteArray(), ClosedRows.Of(Run.Key, Run.Namespace, info, State.SkippedTime)));
            Services.Visibility.Closing(Run.Namespace, Run.RunId);
            Run.Queries.UnblockAll();
            Run.Updates.Abort(CloseReason());
        }

        var visibility = Services.Visibility;
        Unit.AfterCommit(() => visibility.Upsert(Run.Namespace, info));
    }

    private UpdateAbortReason CloseReason() =>
        RunClosing.NextRunId(State.CloseEvent!).Length > 0 ? UpdateAbortReason.WorkflowContinuing : UpdateAbortReason.WorkflowCompleted;

    private void MarkClosedActivity(HistoryEvent e)
    {
        var scheduled = e.EventType switch
        {
            EventType.ActivityTaskCompleted => e.ActivityTaskCompletedEventAttributes.ScheduledEventId,
            EventType.ActivityTaskFailed => e.ActivityTaskFailedEventAttributes.ScheduledEventId,
            EventType.ActivityTaskTimedOut => e.ActivityTaskTimedOutEventAttributes.ScheduledEventId,
            EventType.ActivityTaskCanceled => e.ActivityTaskCanceledEventAttributes.ScheduledEventId,
            _ => 0,
        };
        if (scheduled != 0 && State.Activities.TryGetValue(scheduled, out var activity))
        {
            activity.IsClosed = true;
        }
    }

    private void DispatchTasks()
    {
        if (_dispatchTask && State.Task is { IsStarted: false } task)
        {
            var (key, item) = (RunQueues.WorkflowQueue(Run, task), new WorkflowQueueTask(Run, task)
            {
                Priority = RunQueues.Priority(State.Priority),
                FairnessKey = State.Priority?.FairnessKey ?? "",
                FairnessWeight = State.Priority?.FairnessWeight ?? 0,
                Directive = RunQueues.Directive(Run),
            });
            var matching = Services.Matching;
            Unit.AfterCommit(() => matching.Add(key, item));
        }

        foreach (var activity in _dispatches)
        {
            if (activity is { IsClosed: false, IsStarted: false, IsPaused: false } && State is { IsRunning: true, IsPaused: false })
            {
                activity.IsDispatched = true;
                var (key, item) = (RunQueues.ActivityQueue(Run, activity), RunQueues.Task(Run, activity));
                var matching = Services.Matching;
                Unit.AfterCommit(() => matching.Add(key, item));
            }
        }
    }
}
