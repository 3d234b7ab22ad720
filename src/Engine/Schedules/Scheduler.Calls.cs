using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Schedules.Specs;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Schedules;

internal sealed partial class Scheduler
{
    public async Task<DescribeScheduleResponse> Describe(string ns, string scheduleId)
    {
        var (response, commit) = WithSchedule(ns, scheduleId, handle =>
        {
            // News of an end may still be on its way: whoever has seen a workflow end sees that here too.
            if (ObserveEnds(handle))
            {
                Advance(handle, null);
            }

            return (ScheduleViews.Describe(handle, Now), handle.LastCommit);
        });
        await commit.ConfigureAwait(false);
        return response;
    }

    /// <summary>Replaces what the schedule is; what it has done stays.</summary>
    public Task Update(UpdateScheduleRequest request)
    {
        Services.Namespaces.Get(request.Namespace);
        ScheduleRequests.CheckRequestId(request.RequestId, Services.Limits);
        var schedule = ScheduleRequests.Prepare(request.Schedule, request.Namespace, Services);
        CheckAttributes(request.Namespace, request.SearchAttributes);
        if (schedule.Action.StartWorkflow is null)
        {
            throw ServiceException.InvalidArgument("Only StartWorkflow action is supported for schedules");
        }

        CheckSize(request.Memo, schedule);
        return Change(request.Namespace, request.ScheduleId, request.RequestId, request.ConflictToken, (handle, now) =>
        {
            var state = handle.State;
            state.Schedule = schedule;
            state.Info.UpdateTime = now.ToTimestamp();
            state.ConflictToken++;
            // None given keeps those there are; an empty set takes all away.
            state.SearchAttributes = request.SearchAttributes is null ? state.SearchAttributes : PayloadValues.WithoutNulls(request.SearchAttributes);
            state.Memo = request.Memo is null ? state.Memo : PayloadValues.WithoutNulls(request.Memo);
            handle.Compile();
        });
    }

    /// <summary>Pauses, resumes, triggers or backfills.</summary>
    public Task Patch(PatchScheduleRequest request)
    {
        Services.Namespaces.Get(request.Namespace);
        ScheduleRequests.CheckPatch(request.Patch);
        ScheduleRequests.CheckRequestId(request.RequestId, Services.Limits);
        return Change(
            request.Namespace, request.ScheduleId, request.RequestId, ByteString.Empty, (handle, now) => Apply(handle, request.Patch, now));
    }

    public ListScheduleMatchingTimesResponse MatchingTimes(ListScheduleMatchingTimesRequest request) =>
        WithSchedule(request.Namespace, request.ScheduleId, handle =>
        {
            if (request.StartTime is null || request.EndTime is null)
            {
                throw MissingTimes();
            }

            ScheduleRequests.CheckTime(request.StartTime.IsValid() && request.EndTime.IsValid(), "start or end time is not a valid time");
            var times = handle.Times ?? throw ServiceException.InvalidArgument($"invalid schedule: {handle.State.Info.InvalidScheduleError}");
            return Matching(times, request.StartTime.ToDateTime(), request.EndTime.ToDateTime());
        });

    /// <summary>As the server, which asks a workflow of its own by a query, reports it.</summary>
    private static ServiceException MissingTimes()
    {
        const string Missing = "missing or invalid query";
        var failure = new Failure { Message = Missing, Source = "GoSDK", ApplicationFailureInfo = new ApplicationFailureInfo() };
        return new ServiceException(Grpc.Core.StatusCode.InvalidArgument, Missing, new QueryFailedFailure { Failure = failure });
    }

    private static ListScheduleMatchingTimesResponse Matching(SpecTimes times, DateTime after, DateTime end)
    {
        var response = new ListScheduleMatchingTimesResponse();
        try
        {
            while (response.StartTime.Count < ScheduleLimits.MatchingTimes && times.Next(after) is { } next && next.Actual <= end)
            {
                response.StartTime.Add(next.Actual.ToTimestamp());
                after = next.Actual;
            }

            return response;
        }
        catch (InvalidSpecException e)
        {
            throw ServiceException.InvalidArgument(e.Message);
        }
    }

    private Task Change(string ns, string scheduleId, string requestId, ByteString conflictToken, Action<ScheduleHandle, DateTime> change) =>
        WithSchedule(ns, scheduleId, handle =>
        {
            if (handle.State.RequestIds.Contains(requestId))
            {
                return handle.LastCommit;
            }

            ScheduleRequests.CheckConflict(conflictToken, handle.State.ConflictToken);
            handle.State.Serve(requestId);
            Advance(handle, now => change(handle, now));
            return handle.LastCommit;
        });

    private static void Apply(ScheduleHandle handle, SchedulePatch? patch, DateTime now)
    {
        var state = handle.State;
        if (patch?.TriggerImmediately is { } trigger)
        {
            Trigger(state, trigger, now);
        }

        foreach (var backfill in patch?.BackfillRequest ?? [])
        {
            if (state.Backfills.Count < ScheduleLimits.Buffer)
            {
                state.Backfills.Add(backfill.Clone());
            }
            else
            {
                state.Info.BufferDropped++;
            }
        }

        foreach (var (note, paused) in new[] { (patch?.Pause, true), (patch?.Unpause, false) })
        {
            if (note is { Length: > 0 })
            {
                (state.Schedule.State.Paused, state.Schedule.State.Notes) = (paused, note);
                state.ConflictToken++;
            }
        }
    }

    private static void Trigger(StoredSchedule state, TriggerImmediatelyRequest trigger, DateTime now)
    {
        if (state.Buffer.Count >= ScheduleLimits.Buffer)
        {
            state.Info.BufferDropped++;
            return;
        }

        var time = trigger.ScheduledTime?.ToDateTime() ?? now;
        state.Buffer.Add(new BufferedStart(time, time, trigger.OverlapPolicy, manual: true));
    }
}
