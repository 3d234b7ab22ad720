using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories;

/// <summary>An activity that was scheduled and is not closed.</summary>
internal sealed class PendingActivity
{
    public required long ScheduledEventId { get; init; }

    public required ActivityTaskScheduledEventAttributes Scheduled { get; init; }

    public required DateTime FirstScheduledTime { get; init; }

    public Temporalio.Api.Sdk.V1.UserMetadata? UserMetadata { get; init; }

    public string ActivityId => Scheduled.ActivityId;

    public int Attempt { get; set; } = 1;

    /// <summary>When the current attempt was, or will be, handed to matching.</summary>
    public required DateTime AttemptScheduledTime { get; set; }

    /// <summary>The current attempt was given to matching (not persisted: a restart gives it anew).</summary>
    public bool IsDispatched { get; set; }

    public DateTime? StartedTime { get; set; }

    /// <summary>Changes with every hand-out, so that a token of an earlier hand-out is told from the present one.</summary>
    public int StartVersion { get; set; }

    public string StartedIdentity { get; set; } = "";

    public string RequestId { get; set; } = "";

    public DateTime? LastHeartbeatTime { get; set; }

    public Payloads? HeartbeatDetails { get; set; }

    public Failure? LastFailure { get; set; }

    /// <summary>The wait before the present attempt.</summary>
    public TimeSpan RetryInterval { get; set; }

    public DateTime? LastAttemptCompleteTime { get; set; }

    public string LastWorkerIdentity { get; set; } = "";

    public long CancelRequestedEventId { get; set; }

    public bool IsStarted => StartedTime is not null;

    public bool CancelRequested => CancelRequestedEventId != 0;

    /// <summary>Left the pending activities (so that queued attempts of it are dropped).</summary>
    public bool IsClosed { get; set; }

    /// <summary>The end of all attempts together; null when unlimited.</summary>
    public DateTime? Expiration => Scheduled.ScheduleToCloseTimeout.IsSet() ? FirstScheduledTime.AddClamped(Scheduled.ScheduleToCloseTimeout.ToTimeSpan()) : null;

    /// <summary>What history does not show, as it is persisted and described.</summary>
    public PendingActivityInfo Describe(DateTime now)
    {
        var info = new PendingActivityInfo
        {
            ActivityId = ActivityId,
            ActivityType = Scheduled.ActivityType,
            State = CancelRequested ? PendingActivityState.CancelRequested : IsStarted ? PendingActivityState.Started : PendingActivityState.Scheduled,
            Attempt = Attempt,
            MaximumAttempts = Scheduled.RetryPolicy?.MaximumAttempts ?? 0,
            ScheduledTime = AttemptScheduledTime.ToTimestamp(),
            LastStartedTime = StartedTime?.ToTimestamp(),
            ExpirationTime = Expiration?.ToTimestamp(),
            LastHeartbeatTime = LastHeartbeatTime?.ToTimestamp(),
            HeartbeatDetails = HeartbeatDetails,
            LastFailure = LastFailure,
            LastWorkerIdentity = IsStarted ? StartedIdentity : LastWorkerIdentity,
            LastAttemptCompleteTime = LastAttemptCompleteTime?.ToTimestamp(),
            Priority = Scheduled.Priority,
            ActivityOptions = new Temporalio.Api.Activity.V1.ActivityOptions
            {
                TaskQueue = new TaskQueue { Name = Scheduled.TaskQueue.Name, NormalName = Scheduled.TaskQueue.Name },
                ScheduleToCloseTimeout = Scheduled.ScheduleToCloseTimeout,
                ScheduleToStartTimeout = Scheduled.ScheduleToStartTimeout,
                StartToCloseTimeout = Scheduled.StartToCloseTimeout,
                HeartbeatTimeout = Scheduled.HeartbeatTimeout,
                RetryPolicy = Scheduled.RetryPolicy,
                Priority = Scheduled.Priority,
            },
        };
        if (!IsStarted && AttemptScheduledTime > now)
        {
            info.NextAttemptScheduleTime = AttemptScheduledTime.ToTimestamp();
            info.CurrentRetryInterval = RetryInterval.ToDuration();
        }

        return info;
    }

    /// <summary>Takes over what <see cref="Describe"/> persisted before a restart. The start of an attempt is not restored: the attempt is handed out anew.</summary>
    public void Restore(PendingActivityInfo info)
    {
        Attempt = info.Attempt;
        HeartbeatDetails = info.HeartbeatDetails;
        LastFailure = info.LastFailure;
        LastWorkerIdentity = info.LastWorkerIdentity;
        LastAttemptCompleteTime = info.LastAttemptCompleteTime?.ToDateTime();
        if (info.ScheduledTime is not null)
        {
            AttemptScheduledTime = info.ScheduledTime.ToDateTime();
        }
    }
}
