using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.State;

/// <summary>When a run next has something to do by itself: a pure function of its state.</summary>
internal static class WakeUps
{
    /// <returns>The earliest moment, or null when only an event from outside can move the run.</returns>
    public static DateTime? Next(MutableState state)
    {
        if (!state.IsRunning)
        {
            return null;
        }

        DateTime? next = null;
        Consider(ref next, state.RunExpiration);
        Consider(ref next, state.ExecutionExpiration);
        Consider(ref next, state.Skipping?.FastForwardDue);
        if (AwaitsFirstTask(state) && !state.IsPaused)
        {
            Consider(ref next, state.FirstTaskTime);
        }

        foreach (var timer in state.Timers.Values)
        {
            Consider(ref next, timer.FireTime);
        }

        foreach (var activity in state.Activities.Values)
        {
            Consider(ref next, ActivityTimeouts.Next(activity)?.Due);
            if (activity.AwaitsDispatch && !state.IsPaused)
            {
                Consider(ref next, activity.AttemptScheduledTime);
            }
        }

        Consider(ref next, TaskTimeout(state)?.Due);
        return next;
    }

    /// <summary>Whether the run waits for its start delay, its cron time or its retry back-off.</summary>
    public static bool AwaitsFirstTask(MutableState state) => !state.HadOrHasTask && state.FirstTaskTime > state.StartTime;

    /// <summary>When and how the pending workflow task times out; null when it does not.</summary>
    public static (DateTime Due, TimeoutType Type)? TaskTimeout(MutableState state) => state.Task switch
    {
        { IsStarted: true } task => (task.StartedTime.AddClamped(task.StartToCloseTimeout), TimeoutType.StartToClose),
        { ScheduleToStartTimeout: { } timeout } task => (task.ScheduledTime.AddClamped(timeout), TimeoutType.ScheduleToStart),
        _ => null,
    };

    private static void Consider(ref DateTime? next, DateTime? due)
    {
        if (due is { } time && (next is null || time < next))
        {
            next = time;
        }
    }
}
