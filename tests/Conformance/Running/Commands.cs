using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>The commands that a hand-driven worker answers with.</summary>
internal static class Commands
{
    public static Command CompleteWorkflow(object? result = null) => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = result is null ? null : Payloads.List(result) },
    };

    public static Command FailWorkflow(Failure? failure) => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = failure },
    };

    public static Command CancelWorkflow(object? details = null) => new()
    {
        CommandType = CommandType.CancelWorkflowExecution,
        CancelWorkflowExecutionCommandAttributes = new() { Details = details is null ? null : Payloads.List(details) },
    };

    public static Command ContinueAsNew(string taskQueue, Action<ContinueAsNewWorkflowExecutionCommandAttributes>? configure = null)
    {
        var attributes = new ContinueAsNewWorkflowExecutionCommandAttributes
        {
            WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
            TaskQueue = new() { Name = taskQueue },
            Input = Payloads.List("next"),
        };
        configure?.Invoke(attributes);
        return new() { CommandType = CommandType.ContinueAsNewWorkflowExecution, ContinueAsNewWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command StartTimer(string id, double seconds) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = HandDrivenWorker.Seconds(seconds) },
    };

    public static Command CancelTimer(string id) => new()
    {
        CommandType = CommandType.CancelTimer,
        CancelTimerCommandAttributes = new() { TimerId = id },
    };

    /// <summary>An activity with a start-to-close timeout of 10 s, unless <paramref name="configure"/> says otherwise.</summary>
    public static Command ScheduleActivity(string id, string taskQueue, Action<ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new() { Name = "Activity" },
            TaskQueue = new() { Name = taskQueue },
            StartToCloseTimeout = HandDrivenWorker.Seconds(10),
            Input = Payloads.List("input"),
        };
        configure?.Invoke(attributes);
        return new() { CommandType = CommandType.ScheduleActivityTask, ScheduleActivityTaskCommandAttributes = attributes };
    }

    public static Command CancelActivity(long scheduledEventId) => new()
    {
        CommandType = CommandType.RequestCancelActivityTask,
        RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = scheduledEventId },
    };

    public static Command RecordMarker(string name, object? details = null) => new()
    {
        CommandType = CommandType.RecordMarker,
        RecordMarkerCommandAttributes = new() { MarkerName = name, Details = { ["data"] = Payloads.List(details) } },
    };

    public static Command StartChild(
        string workflowId, string taskQueue, ParentClosePolicy policy = ParentClosePolicy.Unspecified, Action<StartChildWorkflowExecutionCommandAttributes>? configure = null)
    {
        var attributes = new StartChildWorkflowExecutionCommandAttributes
        {
            WorkflowId = workflowId,
            WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
            TaskQueue = new() { Name = taskQueue },
            ParentClosePolicy = policy,
            Input = Payloads.List("child input"),
        };
        configure?.Invoke(attributes);
        return new() { CommandType = CommandType.StartChildWorkflowExecution, StartChildWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command SignalExternal(string workflowId, string signal, bool childOnly = false) => new()
    {
        CommandType = CommandType.SignalExternalWorkflowExecution,
        SignalExternalWorkflowExecutionCommandAttributes = new()
        {
            Execution = new() { WorkflowId = workflowId },
            SignalName = signal,
            Input = Payloads.List("from afar"),
            ChildWorkflowOnly = childOnly,
        },
    };

    public static Command CancelExternal(string workflowId, bool childOnly = false, string reason = "") => new()
    {
        CommandType = CommandType.RequestCancelExternalWorkflowExecution,
        RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = workflowId, ChildWorkflowOnly = childOnly, Reason = reason },
    };

    public static Command UpsertSearchAttributes(string name, Payload value) => new()
    {
        CommandType = CommandType.UpsertWorkflowSearchAttributes,
        UpsertWorkflowSearchAttributesCommandAttributes = new() { SearchAttributes = new() { IndexedFields = { [name] = value } } },
    };

    public static Command ModifyMemo(string key, object? value) => new()
    {
        CommandType = CommandType.ModifyWorkflowProperties,
        ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = new() { Fields = { [key] = Payloads.Of(value) } } },
    };

    public static Command WithSummary(this Command command, string summary)
    {
        command.UserMetadata = new() { Summary = Payloads.Of(summary) };
        return command;
    }
}
