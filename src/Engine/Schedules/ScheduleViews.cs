using Google.Protobuf.Collections;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Schedules.Specs;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Schedules;

/// <summary>How a schedule looks from outside. Copies throughout: what is shown outlives the gate.</summary>
internal static class ScheduleViews
{
    public static DescribeScheduleResponse Describe(ScheduleHandle handle, DateTime now)
    {
        var state = handle.State;
        var schedule = state.Schedule.Clone();
        schedule.Spec = CanonicalSpec.Shown(schedule.Spec);
        var info = state.Info.Clone();
        info.BufferSize = state.Buffer.Count;
        info.FutureActionTimes.Add(Future(handle, ScheduleLimits.FutureActions, now));
        return new DescribeScheduleResponse
        {
            Schedule = schedule,
            Info = info,
            Memo = state.Memo?.Clone(),
            SearchAttributes = state.SearchAttributes?.Clone(),
            ConflictToken = ScheduleRequests.ConflictToken(state.ConflictToken),
        };
    }

    public static ScheduleListEntry ListEntry(ScheduleHandle handle, DateTime now)
    {
        var state = handle.State;
        var spec = CanonicalSpec.Shown(state.Schedule.Spec);
        spec.TimezoneData = Google.Protobuf.ByteString.Empty;
        Shorten(spec.StructuredCalendar);
        Shorten(spec.ExcludeStructuredCalendar);
        Shorten(spec.Interval);
        return new ScheduleListEntry
        {
            ScheduleId = state.ScheduleId,
            Memo = state.Memo?.Clone(),
            SearchAttributes = state.SearchAttributes?.Clone(),
            Info = new ScheduleListInfo
            {
                Spec = spec,
                WorkflowType = state.Schedule.Action.StartWorkflow?.WorkflowType,
                Notes = state.Schedule.State.Notes,
                Paused = state.Schedule.State.Paused,
                RecentActions = { state.Info.RecentActions.TakeLast(ScheduleLimits.ActionsInList).Select(static action => action.Clone()) },
                FutureActionTimes = { Future(handle, ScheduleLimits.ActionsInList, now) },
            },
        };
    }

    /// <summary>The row by which queries find the schedule.</summary>
    public static VisibilityRecord Row(StoredSchedule state)
    {
        var attributes = new Dictionary<string, Payload>(state.SearchAttributes?.IndexedFields ?? [])
        {
            [SystemSearchAttributes.SchedulePaused] = PayloadValues.Bool(state.Schedule.State.Paused),
        };
        return new VisibilityRecord
        {
            Namespace = state.Namespace,
            WorkflowId = state.ScheduleId,
            RunId = state.ScheduleId,
            WorkflowType = "temporal-sys-scheduler-workflow",
            TaskQueue = "temporal-sys-per-ns-tq",
            StartTime = state.Info.CreateTime.ToDateTimeOffset(),
            ExecutionTime = state.Info.CreateTime.ToDateTimeOffset(),
            RootWorkflowId = state.ScheduleId,
            RootRunId = state.ScheduleId,
            Memo = state.Memo,
            SearchAttributes = attributes,
        };
    }

    private static IEnumerable<Timestamp> Future(ScheduleHandle handle, int most, DateTime now)
    {
        var state = handle.State;
        var limit = state.Schedule.State.LimitedActions ? (int)Math.Min(most, state.Schedule.State.RemainingActions) : most;
        // Time that passes while nothing may be done is decided upon only when something may.
        var from = !handle.MayAct && now > state.DecidedUntil ? now : state.DecidedUntil;
        var updated = state.Info.UpdateTime?.ToDateTime();
        return handle.Times is null ? [] : handle.Times.After(from)
            .Where(time => !(time.Actual < updated))
            .Take(limit)
            .Select(static time => time.Actual.ToTimestamp());
    }

    private static void Shorten<T>(RepeatedField<T> parts)
    {
        while (parts.Count > ScheduleLimits.SpecPartsInList)
        {
            parts.RemoveAt(parts.Count - 1);
        }
    }
}
