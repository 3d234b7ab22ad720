using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Skipping;

/// <summary>Whether and how far a run skips time now, as Temporal decides it. A pure function of the run's state.</summary>
internal static class SkipRule
{
    /// <param name="now">The run's time.</param>
    /// <returns>The event that moves the run's time or ends its skipping; null when it has nothing to skip, or must not.</returns>
    public static WorkflowExecutionTimeSkippingTransitionedEventAttributes? Decide(MutableState state, DateTime now)
    {
        if (state.Skipping is not { IsEnabled: true } skipping || !Obstacles.AllowSkip(state, now))
        {
            return null;
        }

        var target = Target(state, now);
        var forward = skipping.FastForwardDue;
        if (forward <= now)
        {
            return Transition(now, target: null, reachesEnd: true);
        }

        if (forward is { } end && (target is null || target >= end))
        {
            return Transition(now, end, reachesEnd: true);
        }

        return target is null ? null : Transition(now, target, reachesEnd: false);
    }

    public static WorkflowExecutionTimeSkippingTransitionedEventAttributes Transition(DateTime now, DateTime? target, bool reachesEnd) => new()
    {
        TargetTime = target?.ToTimestamp(),
        DisabledAfterFastForward = reachesEnd,
        WallClockTime = now.ToTimestamp(),
    };

    /// <summary>The next moment at which the run has something to do by itself.</summary>
    private static DateTime? Target(MutableState state, DateTime now)
    {
        DateTime? target = null;
        foreach (var timer in state.Timers.Values)
        {
            Consider(timer.FireTime);
        }

        foreach (var activity in state.Activities.Values)
        {
            Consider(activity.AttemptScheduledTime);
        }

        if (state.HadOrHasTask)
        {
            Consider(state.RunExpiration);
            Consider(state.ExecutionExpiration);
        }
        else if (WakeUps.AwaitsFirstTask(state) && state.FirstTaskTime > now)
        {
            // Not its timeouts as well: a child whose first task is not scheduled yet would skip to its own end.
            Consider(state.FirstTaskTime);
        }

        return target;

        void Consider(DateTime? moment)
        {
            if (moment >= now && (target is null || moment < target))
            {
                target = moment;
            }
        }
    }
}
