namespace Mdlc.Engine.Histories.State;

/// <summary>The pending workflow task of a run: scheduled, and perhaps started. The object is its identity: a new task is a new object.</summary>
internal sealed class WorkflowTask
{
    /// <summary>A run whose task has failed this often is past answering.</summary>
    public const int FailingAttempts = 3;

    public required long ScheduledEventId { get; set; }

    public long StartedEventId { get; set; }

    /// <summary>From 2 on the task is transient: its events are written only when it completes.</summary>
    public required int Attempt { get; set; }

    /// <summary>
    /// A task for updates only: unless something else is written meanwhile, it leaves no trace when all of them are rejected.
    /// </summary>
    public bool IsSpeculative { get; set; }

    public required DateTime ScheduledTime { get; set; }

    /// <summary>When the first task of a chain of heartbeats was scheduled.</summary>
    public required DateTime OriginalScheduledTime { get; init; }

    public DateTime StartedTime { get; set; }

    /// <summary>Which hand-out of a task of this run it is: tells the present one from one that was taken back.</summary>
    public long StartNumber { get; set; }

    /// <summary>How many answers carry this hand-out: a start that is asked for twice has two.</summary>
    public int Holders { get; set; } = 1;

    public required TimeSpan StartToCloseTimeout { get; init; }

    /// <summary>Where the task waits; a sticky queue's name when <see cref="OnStickyQueue"/>.</summary>
    public string QueueName { get; set; } = "";

    public bool OnStickyQueue { get; set; }

    /// <summary>How long it may wait in its queue; null for as long as it takes.</summary>
    public TimeSpan? ScheduleToStartTimeout { get; set; }

    /// <summary>Changes whenever a task that waits in a queue must no longer be handed out, since it goes elsewhere now.</summary>
    public int Stamp { get; set; }

    public string RequestId { get; set; } = "";

    public string Identity { get; set; } = "";

    public long HistorySizeBytes { get; set; }

    public List<SuggestContinueAsNewReason> SuggestContinueAsNew { get; } = [];

    public WorkerVersionStamp? WorkerVersion { get; set; }

    public bool IsStarted => StartedEventId != 0;

    public bool IsTransient => Attempt > 1;

    /// <summary>Whether its schedule, and its start if it has one, stand in history; otherwise only its worker sees them.</summary>
    public bool IsInHistory => !IsTransient && !IsSpeculative;
}
