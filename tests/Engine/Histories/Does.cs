using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>What a workflow does, as commands.</summary>
internal static class Does
{
    public static Command StartTimer(string id, TimeSpan span) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = Duration.FromTimeSpan(span) },
    };

    public static Command CancelTimer(string id) => new()
    {
        CommandType = CommandType.CancelTimer,
        CancelTimerCommandAttributes = new() { TimerId = id },
    };

    public static Command ScheduleActivity(string id, Action<ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new ActivityType { Name = "Activity" },
            TaskQueue = new TaskQueue { Name = EngineLoop.Queue },
            StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
        };
        configure?.Invoke(attributes);
        return new Command { CommandType = CommandType.ScheduleActivityTask, ScheduleActivityTaskCommandAttributes = attributes };
    }

    /// <param name="scheduledEventId">The event that scheduled it.</param>
    public static Command CancelActivity(long scheduledEventId) => new()
    {
        CommandType = CommandType.RequestCancelActivityTask,
        RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = scheduledEventId },
    };

    public static Command CompleteWorkflow() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new(),
    };

    public static Command ContinueAsNew() => new()
    {
        CommandType = CommandType.ContinueAsNewWorkflowExecution,
        ContinueAsNewWorkflowExecutionCommandAttributes = new(),
    };

    public static Command StartChild(string id, ParentClosePolicy policy = ParentClosePolicy.Terminate) => new()
    {
        CommandType = CommandType.StartChildWorkflowExecution,
        StartChildWorkflowExecutionCommandAttributes = new()
        {
            WorkflowId = id,
            WorkflowType = new WorkflowType { Name = "Child" },
            TaskQueue = new TaskQueue { Name = "children" },
            ParentClosePolicy = policy,
        },
    };

    public static Command SignalExternal(string workflowId, string name) => new()
    {
        CommandType = CommandType.SignalExternalWorkflowExecution,
        SignalExternalWorkflowExecutionCommandAttributes = new() { Execution = new WorkflowExecution { WorkflowId = workflowId }, SignalName = name },
    };

    public static Message Accept(string updateId = "update") => Message(updateId, "accept", new Acceptance
    {
        AcceptedRequestMessageId = $"{updateId}/request",
        AcceptedRequestSequencingEventId = 1,
    });

    public static Message Reject(string updateId = "update") => Message(updateId, "reject", new Rejection { Failure = new() { Message = "no" } });

    /// <summary>A worker's word on each update that a task carries.</summary>
    /// <param name="draw">What to say of the next one: 0 rejects it, 1 accepts it, anything else accepts and completes it.</param>
    public static IReadOnlyList<Message> AnswerUpdates(PollWorkflowTaskQueueResponse task, Func<int> draw)
    {
        var messages = new List<Message>();
        foreach (var id in task.Messages.Select(message => message.ProtocolInstanceId))
        {
            messages.AddRange(draw() switch
            {
                0 => [Reject(id)],
                1 => [Accept(id)],
                _ => [Accept(id), Finish(id)],
            });
        }

        return messages;
    }

    public static Message Finish(string updateId = "update") => Message(updateId, "complete", new Response
    {
        Meta = new() { UpdateId = updateId },
        Outcome = new() { Success = new() },
    });

    public static Command Place(Message message) => new()
    {
        CommandType = CommandType.ProtocolMessage,
        ProtocolMessageCommandAttributes = new() { MessageId = message.Id },
    };

    private static Message Message(string updateId, string kind, Google.Protobuf.IMessage body) =>
        new() { Id = $"{updateId}/{kind}", ProtocolInstanceId = updateId, Body = Any.Pack(body) };
}
