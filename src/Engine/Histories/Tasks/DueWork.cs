using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;

namespace Mdlc.Engine.Histories.Tasks;

/// <summary>What a run has to do by itself when its time has come.</summary>
internal sealed class DueWork(HistoryCore core, RunEnds ends)
{
    /// <summary>Does what is due in the run.</summary>
    public void WakeUp(WorkflowRun run)
    {
        lock (run.Gate)
        {
            if (!run.State.IsRunning)
            {
                return;
            }

            using var unit = core.Begin();
            var transaction = unit.Open(run);
            if (IsExpired(run.State, transaction.Now))
            {
                ends.TimeOut(transaction);
            }
            else
            {
                EndFastForward(transaction);
                FireTimers(transaction);
                FireActivities(transaction);
                FireWorkflowTask(transaction);
            }

            core.Commit(unit, run);
        }
    }

    private static bool IsExpired(MutableState state, DateTime now) =>
        (state.RunExpiration is { } run && run <= now) || (state.ExecutionExpiration is { } execution && execution <= now);

    /// <summary>The run has come to the end of its time skipping by itself, whatever is under way in it.</summary>
    private static void EndFastForward(RunTransaction transaction)
    {
        if (transaction.State.Skipping?.FastForwardDue <= transaction.Now)
        {
            transaction.AddSkip(SkipRule.Transition(transaction.Now, target: null, reachesEnd: true));
        }
    }

    /// <summary>All timers that are due fire in one transaction, in the order of their times.</summary>
    private static void FireTimers(RunTransaction transaction)
    {
        var due = transaction.State.Timers.Values.Where(timer => timer.FireTime <= transaction.Now).ToList();
        foreach (var timer in due.OrderBy(timer => timer.FireTime).ThenBy(timer => timer.StartedEventId))
        {
            transaction.Add(new HistoryEvent
            {
                EventType = EventType.TimerFired,
                TimerFiredEventAttributes = new TimerFiredEventAttributes { TimerId = timer.TimerId, StartedEventId = timer.StartedEventId },
            });
        }

        if (due.Count > 0)
        {
            transaction.EnsureWorkflowTask();
        }
    }

    private static void FireActivities(RunTransaction transaction)
    {
        var due = transaction.State.Activities.Values
            .Select(activity => (Activity: activity, Timeout: ActivityTimeouts.Next(activity)))
            .OrderBy(pair => pair.Timeout?.Due ?? DateTime.MaxValue)
            .ThenBy(pair => pair.Activity.ScheduledEventId)
            .ToList();
        foreach (var (activity, timeout) in due)
        {
            if (timeout is { } ends && ends.Due <= transaction.Now)
            {
                ActivityTasks.TimeOut(transaction, activity, ends.Type);
            }
            else if (activity.AwaitsDispatch && activity.AttemptScheduledTime <= transaction.Now)
            {
                transaction.Dispatch(activity);
            }
        }
    }

    private static void FireWorkflowTask(RunTransaction transaction)
    {
        var state = transaction.State;
        if (WakeUps.TaskTimeout(state) is { } timeout && timeout.Due <= transaction.Now)
        {
            transaction.TimeOutWorkflowTask(timeout.Type);
            transaction.ScheduleWorkflowTask();
        }
        else if (!state.IsPaused && WakeUps.AwaitsFirstTask(state) && state.FirstTaskTime <= transaction.Now)
        {
            transaction.ScheduleWorkflowTask();
        }
    }
}
