using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Heartbeats of workflow tasks, by which a worker keeps its task while local activities run.</summary>
public sealed class WorkflowTaskHeartbeatsTests : PitfallLoop
{
    [Fact]
    public void HalfAnHourOfEmptyHeartbeats_TimesTheTaskOut()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        for (var beat = 0; beat < 240; beat++)
        {
            Loop.Advance(TimeSpan.FromSeconds(7.5));
            task = Loop.Complete(task, Heartbeat).WorkflowTask;
            Assert.NotNull(task);
        }

        Loop.Advance(TimeSpan.FromSeconds(1));
        var refused = Assert.Throws<ServiceException>(() => Loop.Complete(task, Heartbeat));

        Assert.Equal((StatusCode.NotFound, "workflow task heartbeat timeout"), (refused.Code, refused.Message));
        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskTimedOut], Loop.Types().TakeLast(2));
        Assert.Equal(2, Loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void HeartbeatWithACommand_BeginsTheHalfHourAnew()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        for (var beat = 0; beat < 240; beat++)
        {
            Loop.Advance(TimeSpan.FromSeconds(7.5));
            task = Loop.Complete(task, Heartbeat).WorkflowTask;
        }

        task = Loop.Complete(task, Heartbeat, Does.StartTimer("progress", TimeSpan.FromHours(9))).WorkflowTask;
        Loop.Advance(TimeSpan.FromSeconds(7.5));

        Assert.NotNull(Loop.Complete(task, Heartbeat).WorkflowTask);
    }

    [Fact]
    public void Successor_CarriesOnlyNewUpdates()
    {
        Loop.Start();
        _ = Loop.Update("first");
        var task = Loop.PollWorkflow()!;
        _ = Loop.Update("second");

        var next = Loop.Complete(task, Heartbeat).WorkflowTask;

        Assert.Equal(["second"], next.Messages.Select(message => message.ProtocolInstanceId));
        Loop.Answer(next, [Does.Accept("first"), Does.Finish("first"), Does.Reject("second")]);
        Assert.Equal(EventType.WorkflowExecutionUpdateCompleted, Loop.Types().Last());
    }

    private static void Heartbeat(RespondWorkflowTaskCompletedRequest request) =>
        (request.ForceCreateNewWorkflowTask, request.ReturnNewWorkflowTask) = (true, true);
}
