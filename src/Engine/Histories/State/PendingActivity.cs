using Mdlc.Engine.Kernel;
using Temporalio.Api.Activity.V1;

namespace Mdlc.Engine.Histories.State;

/// <summary>An activity that was scheduled and is not closed.</summary>
internal sealed class PendingActivity
{
    public required long ScheduledEventId { get; init; }

    /// <summary>What the workflow asked for; <see cref="Options"/> is what of it holds now.</summary>
    public required ActivityTaskScheduledEventAttributes Scheduled { get; init; }

    public Temporalio.Api.Sdk.V1.UserMetadata? UserMetadata { get; init; }

    /// <summary>Queue, timeouts, retry policy and priority: as scheduled, until an operator changes them. Replaced, never changed.</summary>
    public required ActivityOptions Options { get; set; }

    public required DateTime FirstScheduledTime { get; set; }

    public string ActivityId => Scheduled.ActivityId;

    public int Attempt { get; set; } = 1;

    /// <summary>When the current attempt was, or will be, handed to matching.</summary>
    public required DateTime AttemptScheduledTime { get; set; }

    /// <summary>Changes whenever a task that waits in a queue must no longer be handed out.</summary>
    public int Stamp { get; private set; }

    /// <summary>The current attempt was given to matching (not persisted: a restart gives it anew).</summary>
    public bool IsDispatched { get; set; }

    public DateTime? StartedTime { get; set; }

    /// <summary>Names the hand-out among all of all lives of the server, so that a token of an earlier one is told from the present one.</summary>
    public long StartNumber { get; set; }

    public string StartedIdentity { get; set; } = "";

    public string RequestId { get; set; } = "";

    /// <summary>From when on silence of its worker counts, if that is later than <see cref="LastSign"/>: the server was away.</summary>
    public DateTime SilentFrom { get; set; }

    public DateTime? LastHeartbeatTime { get; set; }

    public Payloads? HeartbeatDetails { get; set; }

    public Failure? LastFailure { get; set; }

    /// <summary>The wait before the present attempt.</summary>
    public TimeSpan RetryInterval { get; set; }

    public DateTime? LastAttemptCompleteTime { get; set; }

    public string LastWorkerIdentity { get; set; } = "";

    public long CancelRequestedEventId { get; set; }

    /// <summary>Who paused it, or null: while it is paused nothing of it is handed out, and nothing times out.</summary>
    public ActivityPause? Pause { get; set; }

    /// <summary>The attempt in a worker's hands was reset: heartbeats tell the worker.</summary>
    public bool IsReset { get; set; }

    /// <summary>The next attempt begins without the details of earlier heartbeats.</summary>
    public bool ForgetsHeartbeats { get; set; }

    public bool IsStarted => StartedTime is not null;

    /// <summary>When the worker that has it was last heard of; null when none has it.</summary>
    public DateTime? LastSign => LastHeartbeatTime > StartedTime ? LastHeartbeatTime : StartedTime;

    public bool IsPaused => Pause is not null;

    public bool CancelRequested => CancelRequestedEventId != 0;

    /// <summary>Its attempt has still to be given to matching, at <see cref="AttemptScheduledTime"/>.</summary>
    public bool AwaitsDispatch => !IsStarted && !IsDispatched && !IsPaused;

    /// <summary>Left the pending activities (so that queued attempts of it are dropped).</summary>
    public bool IsClosed { get; set; }

    /// <summary>The end of all attempts together; null when unlimited.</summary>
    public DateTime? Expiration => After(Options.ScheduleToCloseTimeout);

    /// <summary>Beyond it no retry is scheduled: as the workflow asked for it, also when <see cref="Expiration"/> was moved since.</summary>
    public DateTime? RetryExpiration => After(Scheduled.ScheduleToCloseTimeout);

    /// <summary>What of it an operator may change, as the workflow asked for it.</summary>
    public static ActivityOptions OptionsOf(ActivityTaskScheduledEventAttributes scheduled) => new()
    {
        TaskQueue = new TaskQueue { Name = scheduled.TaskQueue.Name },
        ScheduleToCloseTimeout = scheduled.ScheduleToCloseTimeout,
        ScheduleToStartTimeout = scheduled.ScheduleToStartTimeout,
        StartToCloseTimeout = scheduled.StartToCloseTimeout,
        HeartbeatTimeout = scheduled.HeartbeatTimeout,
        RetryPolicy = scheduled.RetryPolicy,
        Priority = scheduled.Priority,
    };

    /// <summary>The attempt has left its worker.</summary>
    public void EndAttempt()
    {
        LastWorkerIdentity = StartedIdentity;
        StartedTime = null;
    }

    /// <summary>Waits for <paramref name="time"/> to be handed out; what waits in a queue already is void.</summary>
    public void Reschedule(DateTime time)
    {
        EndAttempt();
        Stamp++;
        IsDispatched = false;
        AttemptScheduledTime = time;
        LastFailure = null;
        if (ForgetsHeartbeats)
        {
            ForgetHeartbeats();
        }

        IsReset = ForgetsHeartbeats = false;
    }

    /// <summary>What waits in a queue is not to be handed out.</summary>
    public void Withdraw()
    {
        Stamp++;
        IsDispatched = false;
    }

    public void RecordHeartbeat(DateTime time, Payloads? details)
    {
        LastHeartbeatTime = time;
        HeartbeatDetails = details;
    }

    public void ForgetHeartbeats()
    {
        HeartbeatDetails = null;
        LastHeartbeatTime = null;
    }

    private DateTime? After(Duration? timeout) => timeout.IsSet() ? FirstScheduledTime.AddClamped(timeout.OrZero()) : null;
}
