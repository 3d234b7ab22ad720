using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.State;

/// <summary>Timeouts of activities: how missing ones are derived, and which one ends an attempt next. Pure functions.</summary>
internal static class ActivityTimeouts
{
    /// <summary>Fills in what the command left out, as the Go server does.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Derive(ActivityTaskScheduledEventAttributes attributes, TimeSpan runTimeout)
    {
        if (FirstNegative(attributes) is { } name)
        {
            return $"invalid {name}: negative duration";
        }

        var scheduleToClose = attributes.ScheduleToCloseTimeout.OrZero();
        var scheduleToStart = attributes.ScheduleToStartTimeout.OrZero();
        var startToClose = attributes.StartToCloseTimeout.OrZero();
        if (scheduleToClose > TimeSpan.Zero)
        {
            scheduleToStart = scheduleToStart > TimeSpan.Zero ? Min(scheduleToStart, scheduleToClose) : scheduleToClose;
            startToClose = startToClose > TimeSpan.Zero ? Min(startToClose, scheduleToClose) : scheduleToClose;
        }
        else if (startToClose > TimeSpan.Zero)
        {
            scheduleToClose = runTimeout;
            scheduleToStart = scheduleToStart > TimeSpan.Zero ? scheduleToStart : runTimeout;
        }
        else
        {
            return "a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity."
                + $" ActivityId={attributes.ActivityId} ActivityType={attributes.ActivityType?.Name}";
        }

        if (runTimeout > TimeSpan.Zero)
        {
            scheduleToClose = Min(scheduleToClose, runTimeout);
            scheduleToStart = Min(scheduleToStart, runTimeout);
            startToClose = Min(startToClose, runTimeout);
        }

        attributes.ScheduleToCloseTimeout = scheduleToClose.ToDuration();
        attributes.ScheduleToStartTimeout = scheduleToStart.ToDuration();
        attributes.StartToCloseTimeout = startToClose.ToDuration();
        attributes.HeartbeatTimeout = Min(attributes.HeartbeatTimeout.OrZero(), startToClose).ToDuration();
        return null;
    }

    /// <summary>The next moment at which the activity times out in its present state, and how; null when never.</summary>
    public static (DateTime Due, TimeoutType Type)? Next(PendingActivity activity)
    {
        if (activity.IsPaused)
        {
            return null;
        }

        var options = activity.Options;
        (DateTime Due, TimeoutType Type)? next = null;
        if (activity.StartedTime is { } started)
        {
            Consider(ref next, After(started, options.StartToCloseTimeout), TimeoutType.StartToClose);
            Consider(ref next, After(SilentFrom(activity), options.HeartbeatTimeout), TimeoutType.Heartbeat);
        }
        else
        {
            Consider(ref next, After(activity.AttemptScheduledTime, options.ScheduleToStartTimeout), TimeoutType.ScheduleToStart);
        }

        // Of two that are due at the same moment, the one is told that ends all attempts, unless none has begun.
        if (activity.Expiration is { } end && (next is null || end < next.Value.Due || (end == next.Value.Due && activity.IsStarted)))
        {
            next = (end, TimeoutType.ScheduleToClose);
        }

        return next;
    }

    private static DateTime SilentFrom(PendingActivity activity) =>
        activity.LastSign is { } sign && sign > activity.SilentFrom ? sign : activity.SilentFrom;

    private static DateTime? After(DateTime from, Duration timeout) => timeout.IsSet() ? from.AddClamped(timeout.OrZero()) : null;

    private static void Consider(ref (DateTime Due, TimeoutType Type)? next, DateTime? due, TimeoutType type)
    {
        if (due is { } time && (next is null || time < next.Value.Due))
        {
            next = (time, type);
        }
    }

    private static string? FirstNegative(ActivityTaskScheduledEventAttributes a) =>
        IsNegative(a.ScheduleToCloseTimeout) ? "ScheduleToCloseTimeout"
        : IsNegative(a.ScheduleToStartTimeout) ? "ScheduleToStartTimeout"
        : IsNegative(a.StartToCloseTimeout) ? "StartToCloseTimeout"
        : IsNegative(a.HeartbeatTimeout) ? "HeartbeatTimeout"
        : null;

    private static bool IsNegative(Duration? d) => d is not null && (d.Seconds < 0 || d.Nanos < 0);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a <= b ? a : b;
}
