using Mdlc.Engine.Kernel;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.State;

/// <summary>What of a pending activity history does not show, as it is described to clients and persisted.</summary>
internal static class ActivityDescription
{
    public static PendingActivityInfo Of(PendingActivity activity, DateTime now)
    {
        var info = new PendingActivityInfo
        {
            ActivityId = activity.ActivityId,
            ActivityType = activity.Scheduled.ActivityType,
            State = StateOf(activity),
            Attempt = activity.Attempt,
            MaximumAttempts = activity.Options.RetryPolicy?.MaximumAttempts ?? 0,
            ScheduledTime = activity.AttemptScheduledTime.ToTimestamp(),
            LastStartedTime = activity.StartedTime?.ToTimestamp(),
            ExpirationTime = activity.RetryExpiration?.ToTimestamp(),
            LastHeartbeatTime = activity.LastHeartbeatTime?.ToTimestamp(),
            HeartbeatDetails = activity.HeartbeatDetails,
            LastFailure = activity.LastFailure,
            LastWorkerIdentity = activity.IsStarted ? activity.StartedIdentity : activity.LastWorkerIdentity,
            LastAttemptCompleteTime = activity.LastAttemptCompleteTime?.ToTimestamp(),
            Priority = activity.Options.Priority,
            Paused = activity.IsPaused,
            PauseInfo = PauseOf(activity.Pause),
            ActivityOptions = OptionsOf(activity.Options),
        };
        if (activity is { IsStarted: false, IsPaused: false } && activity.AttemptScheduledTime > now)
        {
            info.NextAttemptScheduleTime = activity.AttemptScheduledTime.ToTimestamp();
            info.CurrentRetryInterval = activity.RetryInterval.ToDuration();
        }

        return info;
    }

    /// <summary>Takes over what <see cref="Of"/> persisted before a restart; a start that it shows is the business of <see cref="ActivityStart"/>.</summary>
    public static void Restore(PendingActivity activity, PendingActivityInfo info)
    {
        activity.Attempt = info.Attempt;
        activity.HeartbeatDetails = info.HeartbeatDetails;
        activity.LastHeartbeatTime = info.LastHeartbeatTime?.ToDateTime();
        activity.LastFailure = info.LastFailure;
        activity.LastWorkerIdentity = info.LastWorkerIdentity;
        activity.LastAttemptCompleteTime = info.LastAttemptCompleteTime?.ToDateTime();
        activity.RetryInterval = info.CurrentRetryInterval.OrZero();
        activity.Pause = info.PauseInfo is { } pause
            ? new ActivityPause(pause.PauseTime.ToDateTime(), pause.Manual?.Identity ?? "", pause.Manual?.Reason ?? "", "")
            : null;
        if (info.ScheduledTime is not null)
        {
            activity.AttemptScheduledTime = info.ScheduledTime.ToDateTime();
        }

        if (info.ActivityOptions is { } options)
        {
            // Which errors are final is never changed, and not described.
            options.RetryPolicy.NonRetryableErrorTypes.Add(activity.Scheduled.RetryPolicy.NonRetryableErrorTypes);
            activity.Options = options;
        }

        if (info.LastStartedTime is null)
        {
            activity.StartedTime = null;
            activity.IsReset = activity.ForgetsHeartbeats = false;
        }
    }

    /// <summary>A copy that leaves out which errors are final, as Temporal's descriptions do.</summary>
    public static ActivityOptions WithoutFinalErrors(ActivityOptions options)
    {
        var copy = options.Clone();
        copy.RetryPolicy?.NonRetryableErrorTypes.Clear();
        return copy;
    }

    private static PendingActivityState StateOf(PendingActivity activity) => activity switch
    {
        { CancelRequested: true } => PendingActivityState.CancelRequested,
        { IsStarted: true, IsPaused: true } => PendingActivityState.PauseRequested,
        { IsStarted: true } => PendingActivityState.Started,
        { IsPaused: true } => PendingActivityState.Paused,
        _ => PendingActivityState.Scheduled,
    };

    private static PendingActivityInfo.Types.PauseInfo? PauseOf(ActivityPause? pause) => pause is null ? null : new()
    {
        PauseTime = pause.Time.ToTimestamp(),
        Manual = new() { Identity = pause.Identity, Reason = pause.Reason },
    };

    private static ActivityOptions OptionsOf(ActivityOptions options)
    {
        var described = WithoutFinalErrors(options);
        described.TaskQueue = new TaskQueue { Name = options.TaskQueue.Name, NormalName = options.TaskQueue.Name };
        return described;
    }
}
