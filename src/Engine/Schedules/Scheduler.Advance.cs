using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Schedules;

internal sealed partial class Scheduler
{
    /// <summary>Does what is due.</summary>
    public void WakeUp(ScheduleHandle handle)
    {
        lock (handle.Gate)
        {
            if (handle.IsDeleted)
            {
                return;
            }

            Advance(handle, null);
            if (IdleUntil(handle) <= Now)
            {
                Remove(handle);
            }
        }
    }

    /// <summary>
    /// Brings the schedule to the present, then changes it, if asked to, and acts. Times up to now belong to what the schedule was before
    /// the change.
    /// </summary>
    private void Advance(ScheduleHandle handle, Action<DateTime>? change)
    {
        var now = Now;
        handle.HasNews = false;
        BufferDue(handle, now);
        if (change is not null)
        {
            change(now);
            BufferDue(handle, now);
        }

        BufferBackfills(handle);
        while (TakeTurn(handle, now))
        {
            // A start that failed, or a termination, may let the next one pass.
        }

        Save(handle);
        WakeUps.Set(handle, NextWakeUp(handle, now));
        if (handle.HasNews)
        {
            // An end that came after the last look must not be slept over.
            WakeUps.Set(handle, now);
        }
    }

    private static void BufferDue(ScheduleHandle handle, DateTime now)
    {
        var state = handle.State;
        if (handle.Times is null || !handle.MayAct)
        {
            // What passes meanwhile is neither made up for nor missed.
            state.DecidedUntil = Later(state.DecidedUntil, now);
            handle.Next = handle.Times?.After(state.DecidedUntil).Select(static time => (DateTime?)time.Actual).FirstOrDefault();
            return;
        }

        var due = DueTimes.Since(
            handle.Times, state.DecidedUntil, now, state.Info.UpdateTime?.ToDateTime(),
            state.Schedule.Policies.CatchupWindow.ToTimeSpanClamped(), ScheduleLimits.Buffer - state.Buffer.Count);
        state.DecidedUntil = due.DecidedUntil;
        state.Info.MissedCatchupWindow += due.Missed;
        state.Info.BufferDropped += due.Dropped;
        state.Buffer.AddRange(due.Due.Select(static time => new BufferedStart(time.Nominal, time.Actual, ScheduleOverlapPolicy.Unspecified, manual: false)));
        handle.Next = due.Next;
    }

    private static void BufferBackfills(ScheduleHandle handle)
    {
        var (state, times) = (handle.State, handle.Times);
        while (times is not null && state.Backfills.Count > 0 && state.Buffer.Count < ScheduleLimits.BufferForBackfills)
        {
            var backfill = state.Backfills[0];
            var part = DueTimes.Within(
                times, backfill.StartTime.OrZero(), backfill.EndTime.OrZero(), ScheduleLimits.BufferForBackfills - state.Buffer.Count);
            state.Buffer.AddRange(part.Due.Select(time => new BufferedStart(time.Nominal, time.Actual, backfill.OverlapPolicy, manual: true)));
            if (part.Next is null)
            {
                state.Backfills.RemoveAt(0);
            }
            else
            {
                backfill.StartTime = part.DecidedUntil.AddMilliseconds(1).ToTimestamp();
            }
        }
    }

    /// <summary>Decides about the buffer, and acts.</summary>
    /// <returns>Whether there may be more to do at once.</returns>
    private bool TakeTurn(ScheduleHandle handle, DateTime now)
    {
        ObserveEnds(handle);
        var state = handle.State;
        if (state.Schedule.Action.StartWorkflow is null)
        {
            state.Buffer.Clear();
        }

        if (state.Buffer.Count == 0)
        {
            return false;
        }

        var decision = OverlapDecision.Decide(state.Buffer, state.Info.RunningWorkflows.Count > 0, state.Schedule.Policies.OverlapPolicy);
        state.Info.OverlapSkipped += decision.Skipped;
        BufferedStart[] starts = decision.Single is null ? [.. decision.Overlapping] : [.. decision.Overlapping, decision.Single];
        state.Buffer.Clear();
        state.Buffer.AddRange([.. starts, .. decision.Waiting]);
        var failed = false;
        foreach (var start in starts)
        {
            // Until it is started it stays in the buffer: each start's commit tells what is still to come.
            state.Buffer.Remove(start);
            failed |= !TryStart(handle, start, single: start == decision.Single, now);
        }

        return EndRunning(state, decision.OnRunning) || failed;
    }

    /// <returns>False when the action is dropped.</returns>
    private bool TryStart(ScheduleHandle handle, BufferedStart start, bool single, DateTime now)
    {
        var state = handle.State;
        if (!start.Manual && !handle.MayAct)
        {
            return false;
        }

        try
        {
            handle.LastCommit = _histories.Starts.StartAlongside(ScheduledStarts.Request(state, start), (run, batch) =>
            {
                ActionRecords.Started(state, start, new WorkflowExecution { WorkflowId = run.WorkflowId, RunId = run.RunId }, single, now);
                _watched[run.RunId] = handle;
                Write(state, batch);
            });
            return true;
        }
        catch (ServiceException e)
        {
            Services.Logger.LogWarning("Schedule {ScheduleId} could not start its action of {Time:u}: {Reason}", state.ScheduleId, start.Nominal, e.Message);
            return false;
        }
    }

    /// <returns>Whether what ran has ended by it: a cancellation only asks.</returns>
    private bool EndRunning(StoredSchedule state, RunningActions what)
    {
        foreach (var running in what == RunningActions.Leave ? [] : state.Info.RunningWorkflows.ToArray())
        {
            try
            {
                _ = what == RunningActions.Terminate
                    ? _histories.Signals.Terminate(ScheduledStarts.Terminate(state, running))
                    : _histories.Signals.RequestCancel(ScheduledStarts.Cancel(state, running));
            }
            catch (ServiceException e)
            {
                // It ended by itself meanwhile, which the next look shows.
                Services.Logger.LogDebug("Schedule {ScheduleId} could not end {WorkflowId}: {Reason}", state.ScheduleId, running.WorkflowId, e.Message);
            }
        }

        return what == RunningActions.Terminate;
    }

    /// <summary>Takes note of actions that have ended.</summary>
    /// <returns>Whether any has.</returns>
    private bool ObserveEnds(ScheduleHandle handle)
    {
        var state = handle.State;
        var observed = false;
        foreach (var action in ActionRecords.Open(state).ToArray())
        {
            if (_histories.Chains.EndOf(state.Namespace, action.WorkflowId, action.RunId) is { } end)
            {
                ActionRecords.Ended(state, action, end);
                _watched.TryRemove(action.RunId, out _);
                observed = true;
            }
        }

        return observed;
    }

    private static DateTime? NextWakeUp(ScheduleHandle handle, DateTime now)
    {
        var state = handle.State;
        var backfillsOn = state.Backfills.Count > 0 && state.Buffer.Count < ScheduleLimits.BufferForBackfills;
        return backfillsOn ? now : handle.MayAct && handle.Next is not null ? handle.Next : IdleUntil(handle);
    }

    /// <summary>When the schedule is forgotten because it has nothing more to do; null while it has, or is paused.</summary>
    private static DateTime? IdleUntil(ScheduleHandle handle)
    {
        var state = handle.State;
        var hasMore = (handle.MayAct && handle.Next is not null) || state.Backfills.Count > 0 || state.Buffer.Count > 0
            || state.Info.RunningWorkflows.Count > 0;
        if (hasMore || state.Schedule.State.Paused || handle.Times is null)
        {
            return null;
        }

        var last = Later(state.Info.CreateTime.ToDateTime(), state.Info.UpdateTime?.ToDateTime() ?? DateTime.MinValue);
        last = state.Info.RecentActions.Count > 0 ? Later(last, state.Info.RecentActions[^1].ActualTime.ToDateTime()) : last;
        return last + ScheduleLimits.IdleRetention;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
}
