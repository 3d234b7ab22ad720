using Google.Protobuf;
using Grpc.Core;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class SystemOperationTests
{
    private static readonly EngineLimits On = new() { SignalWithStartFromWorkflow = true };

    [Fact]
    public void SignalWithStart_SwitchedOff_IsUnimplementedAndChangesNothing()
    {
        using var loop = new EngineLoop();
        loop.Start();

        var refusal = Assert.Throws<ServiceException>(() => loop.Complete(loop.PollWorkflow()!, Ask("other")));

        Assert.Equal(StatusCode.Unimplemented, refusal.Code);
        Assert.Equal(EventType.WorkflowTaskStarted, loop.Types().Last());
    }

    [Fact]
    public void SignalWithStart_DeliveredTwice_IsDoneOnce()
    {
        using var loop = new EngineLoop(limits: On);
        loop.Start();
        loop.Complete(loop.PollWorkflow()!, Ask("other"));
        var run = loop.State().RunId;

        loop.Engine.Deliveries.Deliver(new(99, (int)OutboxKind.ServeOperation, loop.Engine.Runs.Get("default", "workflow", run).Key, 5));
        loop.Pump();

        Assert.Single(loop.Types("other"), EventType.WorkflowExecutionSignaled);
        Assert.Single(loop.Types(), EventType.NexusOperationCompleted);
    }

    /// <summary>A crash after the signal and before it is told: what is asked for again has the same request id.</summary>
    [Fact]
    public void SignalWithStart_OfARunThatServedIt_SignalsOnce()
    {
        using var loop = new EngineLoop(limits: On);
        loop.Start();
        loop.Complete(loop.PollWorkflow()!, Ask("other"));
        var scheduled = loop.History().Single(e => e.EventType == EventType.NexusOperationScheduled);

        var again = Parse(scheduled.NexusOperationScheduledEventAttributes.Input.Data);
        again.RequestId = scheduled.NexusOperationScheduledEventAttributes.RequestId;
        loop.Engine.Starts.SignalWithStart(again);
        loop.Pump();

        Assert.Single(loop.Types("other"), EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public void SignalAndCancel_OfARunThatCloses_AreNotDelivered()
    {
        using var loop = new EngineLoop();
        loop.Start("target", request => request.TaskQueue.Name = "elsewhere");
        loop.Start();

        loop.Complete(loop.PollWorkflow()!, Does.SignalExternal("target", "hello"), CancelExternal("target"), Does.CompleteWorkflow());

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], loop.Types("target"));
    }

    private static SignalWithStartWorkflowExecutionRequest Parse(ByteString data) => SignalWithStartWorkflowExecutionRequest.Parser.ParseFrom(data);

    private static Command CancelExternal(string workflowId) => new()
    {
        CommandType = CommandType.RequestCancelExternalWorkflowExecution,
        RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = workflowId },
    };

    private static Command Ask(string workflowId) => new()
    {
        CommandType = CommandType.ScheduleNexusOperation,
        ScheduleNexusOperationCommandAttributes = new()
        {
            Endpoint = "__temporal_system",
            Service = "temporal.api.workflowservice.v1.WorkflowService",
            Operation = "SignalWithStartWorkflowExecution",
            Input = new()
            {
                Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/protobuf") },
                Data = new SignalWithStartWorkflowExecutionRequest
                {
                    Namespace = "default",
                    WorkflowId = workflowId,
                    WorkflowType = new() { Name = "Other" },
                    TaskQueue = new() { Name = "others" },
                    SignalName = "hello",
                }.ToByteString(),
            },
        },
    };
}
