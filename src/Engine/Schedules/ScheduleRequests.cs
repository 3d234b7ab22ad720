using System.Buffers.Binary;
using Google.Protobuf;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Schedules.Specs;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Schedules;

/// <summary>What clients send: checked, and brought into the form in which it is kept.</summary>
internal static class ScheduleRequests
{
    /// <summary>Schedules were workflows of this id first, whose length counts.</summary>
    public const string WorkflowIdPrefix = "temporal-sys-scheduler:";

    /// <summary>What a nominal time adds to a workflow id.</summary>
    private const string ExampleSuffix = "-2009-11-10T23:00:00Z";

    /// <exception cref="ServiceException">No schedule is named; the server, for which it is a workflow, says so.</exception>
    public static void CheckNamed(string scheduleId)
    {
        if (scheduleId.Length == 0)
        {
            throw ServiceException.InvalidArgument("Can't load workflow execution.  WorkflowId not set.");
        }
    }

    public static void CheckIds(string scheduleId, string requestId, EngineLimits limits)
    {
        CheckNamed(scheduleId);
        var length = WorkflowIdPrefix.Length + scheduleId.Length;
        if (length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument($"WorkflowId exceeds maximum allowed length ({length}/{limits.MaxIdLength})");
        }

        CheckRequestId(requestId, limits);
    }

    public static void CheckRequestId(string requestId, EngineLimits limits)
    {
        if (requestId.Length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument("RequestId length exceeds limit.");
        }
    }

    /// <summary>The schedule as it is kept: spec in canonical form, defaults told.</summary>
    /// <exception cref="ServiceException">The spec means nothing, or its action could never be started.</exception>
    public static Schedule Prepare(Schedule? given, string ns, EngineServices services)
    {
        var schedule = given?.Clone() ?? new Schedule();
        schedule.Spec = Canonical(schedule.Spec ?? new ScheduleSpec());
        schedule.Action ??= new ScheduleAction();
        schedule.State ??= new ScheduleState();
        schedule.Policies ??= new SchedulePolicies();
        schedule.Policies.OverlapPolicy = OverlapDecision.Resolve(schedule.Policies.OverlapPolicy, ScheduleOverlapPolicy.Unspecified);
        CheckTime(schedule.Policies.CatchupWindow.IsValid(), "catchup window is not a valid duration");
        schedule.Policies.CatchupWindow = CatchUpWindow(schedule.Policies.CatchupWindow).ToDuration();
        if (schedule.Action.StartWorkflow is { } action)
        {
            CheckAction(action, ns, services);
        }

        return schedule;
    }

    public static void CheckPatch(SchedulePatch? patch)
    {
        if (patch is null)
        {
            throw ServiceException.InvalidArgument("Patch is not set on request.");
        }

        if (patch.Pause.Length > ScheduleLimits.NoteLength || patch.Unpause.Length > ScheduleLimits.NoteLength)
        {
            throw ServiceException.InvalidArgument("Schedule notes exceeds limit.");
        }

        CheckTime(patch.TriggerImmediately?.ScheduledTime.IsValid() ?? true, "scheduled time is not a valid time");
        foreach (var backfill in patch.BackfillRequest)
        {
            CheckTime(backfill.StartTime.IsValid() && backfill.EndTime.IsValid(), "backfill is not between valid times");
        }
    }

    /// <summary>Times that no clock shows would only fail where they are used.</summary>
    public static void CheckTime(bool isValid, string message)
    {
        if (!isValid)
        {
            throw ServiceException.InvalidArgument(message);
        }
    }

    public static ByteString ConflictToken(long token)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, token);
        return ByteString.CopyFrom(bytes);
    }

    /// <exception cref="ServiceException">The schedule has changed since the caller saw it.</exception>
    public static void CheckConflict(ByteString token, long current)
    {
        if (token.Length == 8 && BinaryPrimitives.ReadInt64BigEndian(token.Span) is var seen && seen != 0 && seen != current)
        {
            throw new ServiceException(Grpc.Core.StatusCode.FailedPrecondition, "mismatched conflict token");
        }
    }

    private static ScheduleSpec Canonical(ScheduleSpec spec)
    {
        try
        {
            var canonical = CanonicalSpec.Of(spec);
            // The time zone too must be known.
            _ = new SpecTimes(canonical, "");
            return canonical;
        }
        catch (InvalidSpecException e)
        {
            throw ServiceException.InvalidArgument($"Invalid schedule spec: {e.Message}");
        }
    }

    private static TimeSpan CatchUpWindow(Duration? given) =>
        given is null ? ScheduleLimits.DefaultCatchUpWindow
        : given.OrZero() < ScheduleLimits.ShortestCatchUpWindow ? ScheduleLimits.ShortestCatchUpWindow
        : given.OrZero();

    private static void CheckAction(NewWorkflowExecutionInfo action, string ns, EngineServices services)
    {
        if (action.CronSchedule.Length > 0)
        {
            throw ServiceException.InvalidArgument("Scheduled workflow must not contain CronSchedule");
        }

        if (action.WorkflowIdReusePolicy is not (WorkflowIdReusePolicy.Unspecified or WorkflowIdReusePolicy.AllowDuplicate))
        {
            throw ServiceException.InvalidArgument("Scheduled workflow must not contain WorkflowIDReusePolicy");
        }

        var start = new StartWorkflowExecutionRequest
        {
            Namespace = ns,
            WorkflowId = action.WorkflowId + ExampleSuffix,
            WorkflowType = action.WorkflowType,
            TaskQueue = action.TaskQueue,
            Input = action.Input,
            WorkflowExecutionTimeout = action.WorkflowExecutionTimeout,
            WorkflowRunTimeout = action.WorkflowRunTimeout,
            WorkflowTaskTimeout = action.WorkflowTaskTimeout,
            RetryPolicy = action.RetryPolicy,
            Memo = action.Memo,
            SearchAttributes = action.SearchAttributes,
        };
        // Whatever it would refuse each time is refused once, here. It fills in the queue's kind and the attributes' types, which
        // descriptions show.
        StartRequests.Prepare(start, services);
    }
}
