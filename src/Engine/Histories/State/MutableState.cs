using Mdlc.Engine.Kernel;
using Temporalio.Api.Sdk.V1;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.State;

/// <summary>
/// What a run's history amounts to now. Every change that history shows goes through <see cref="Apply"/>, so that replaying the log
/// gives the same state; what history does not show is set by the owner of the run.
/// </summary>
internal sealed partial class MutableState(string runId)
{
    public string RunId { get; } = runId;

    /// <summary>The id the next event gets.</summary>
    public long NextEventId { get; set; } = 1;

    public WorkflowExecutionStartedEventAttributes Started { get; private set; } = new();

    public UserMetadata? UserMetadata { get; private set; }

    public DateTime StartTime { get; private set; }

    public WorkflowExecutionStatus Status { get; private set; } = WorkflowExecutionStatus.Running;

    public DateTime? CloseTime { get; private set; }

    public HistoryEvent? CloseEvent { get; private set; }

    /// <summary>The run that a reset put in this one's place, or empty.</summary>
    public string ResetRunId { get; set; } = "";

    public bool IsRunning => Status == WorkflowExecutionStatus.Running;

    /// <summary>That somebody has paused it, or null.</summary>
    public HistoryEvent? Pause { get; private set; }

    /// <summary>A paused workflow takes what comes from outside and lets its times pass; its workers get nothing of it.</summary>
    public bool IsPaused => IsRunning && Pause is not null;

    /// <summary>The status as it is told: for the engine itself a paused workflow runs.</summary>
    public WorkflowExecutionStatus ShownStatus => IsPaused ? WorkflowExecutionStatus.Paused : Status;

    /// <summary>When the first workflow task may be scheduled (start delay, cron, retry back-off).</summary>
    public DateTime FirstTaskTime { get; private set; }

    /// <summary>The end of the run by its run timeout, counted from its first task; null when unlimited.</summary>
    public DateTime? RunExpiration => Started.WorkflowRunTimeout.IsSet() ? FirstTaskTime.AddClamped(Started.WorkflowRunTimeout.OrZero()) : null;

    /// <summary>The end of the whole chain of runs; null when unlimited.</summary>
    public DateTime? ExecutionExpiration { get; private set; }

    public WorkflowTask? Task { get; set; }

    /// <summary>Hand-outs of workflow tasks in this life of the server.</summary>
    public long TaskStarts { get; set; }

    /// <summary>The attempt of the present or next workflow task.</summary>
    public int TaskAttempt { get; set; } = 1;

    /// <summary>Workflow tasks that failed or timed out in this life of the server since one was completed.</summary>
    public int TaskProblems { get; set; }

    /// <summary>What the last of them that history shows was, as <c>TemporalReportedProblems</c> spells it.</summary>
    public IReadOnlyList<string> LastTaskProblem { get; private set; } = [];

    /// <summary>What lists show of workflow tasks that fail again and again.</summary>
    public IReadOnlyList<string> ReportedProblems { get; set; } = [];

    /// <summary>The start of the last workflow task that completed; 0 when none did.</summary>
    public long PreviousStartedEventId { get; private set; }

    public bool HasCompletedAnyTask => PreviousStartedEventId != 0;

    /// <summary>A task that failed, or timed out, counts: the next attempt is due, whatever the first one would have waited for.</summary>
    public bool HadOrHasTask => Task is not null || HasCompletedAnyTask || TaskAttempt > 1;

    /// <summary>The worker's own queue that should get the next task, or null.</summary>
    public string? StickyQueue { get; set; }

    public TimeSpan StickyScheduleToStart { get; set; }

    public Dictionary<long, PendingActivity> Activities { get; } = [];

    public Dictionary<string, PendingTimer> Timers { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, PendingChild> Children { get; } = [];

    public Dictionary<long, PendingExternal> ExternalSignals { get; } = [];

    public Dictionary<long, PendingExternal> ExternalCancels { get; } = [];

    /// <summary>What the server was asked for and has not done yet.</summary>
    public Dictionary<long, PendingExternal> Operations { get; } = [];

    public Dictionary<string, Payload> Memo { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Payload> SearchAttributes { get; } = new(StringComparer.Ordinal);

    public bool CancelRequested { get; private set; }

    public int SignalCount { get; private set; }

    /// <summary>Request ids of signals and cancels that were served.</summary>
    public HashSet<string> RequestIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Request ids of starts that this run answered, with the event that recorded each (0 while buffered).</summary>
    public Dictionary<string, (EventType Type, long EventId)> StartRequestIds { get; } = new(StringComparer.Ordinal);

    /// <summary>The last task tried to close the workflow and could not: new events wait outside so that it gets its chance.</summary>
    public bool CloseAttempted { get; set; }

    /// <summary>Where each version of the worker completed its first task: what a reset may go back to.</summary>
    public List<ResetPointInfo> ResetPoints { get; } = [];

    /// <summary>The search attribute <c>BuildIds</c>: which workers have worked on the run.</summary>
    public List<string> BuildIds { get; } = [];

    public WorkerVersionStamp? LastWorkerVersion { get; private set; }

    public long StateTransitionCount { get; set; }

    public TimeSpan TaskTimeout => Started.WorkflowTaskTimeout.OrZero();

    public string TaskQueue => Started.TaskQueue.Name;

    /// <summary>Finds an activity by the id the workflow gave it.</summary>
    public PendingActivity? FindActivity(string activityId)
    {
        foreach (var activity in Activities.Values)
        {
            if (activity.ActivityId == activityId)
            {
                return activity;
            }
        }

        return null;
    }
}
