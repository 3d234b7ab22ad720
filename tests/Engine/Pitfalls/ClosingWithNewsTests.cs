using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Closing a workflow that has something new to hear.</summary>
public sealed class ClosingWithNewsTests : PitfallLoop
{
    [Theory]
    [InlineData(CommandType.CompleteWorkflowExecution)]
    [InlineData(CommandType.FailWorkflowExecution)]
    [InlineData(CommandType.CancelWorkflowExecution)]
    [InlineData(CommandType.ContinueAsNewWorkflowExecution)]
    public void CloseWithWaitingEvents_FailsTheTaskInstead(CommandType close)
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Signal("news");

        var refused = Assert.Throws<ServiceException>(() => Loop.Complete(task, new Command
        {
            CommandType = close,
            FailWorkflowExecutionCommandAttributes = close == CommandType.FailWorkflowExecution ? new() { Failure = Broken() } : null,
        }));

        Assert.Equal((StatusCode.InvalidArgument, "UnhandledCommand"), (refused.Code, refused.Message));
        Assert.Equal(
            [EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], Loop.Types().TakeLast(3));
        Assert.Equal(1, Loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void WhileItTriesAgain_NothingNewIsTaken()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Signal("news");
        Assert.Throws<ServiceException>(() => Loop.Complete(task, Does.CompleteWorkflow()));
        Loop.Signal("before the next task starts");
        Loop.PollWorkflow();

        var signal = Assert.Throws<ServiceException>(() => Loop.Signal("too much"));
        var update = Assert.IsType<ServiceException>(Loop.Update().Exception!.InnerException);

        Assert.All([signal, update], refused => Assert.Equal(
            (StatusCode.ResourceExhausted, "workflow operation can not be applied because workflow is closing"), (refused.Code, refused.Message)));
    }

    [Fact]
    public void CancelOfATimerThatFiredMeanwhile_LetsTheWorkflowClose()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromSeconds(5)));
        Loop.Signal("wake");
        var task = Loop.PollWorkflow()!;
        Loop.Advance(TimeSpan.FromSeconds(5));

        Loop.Complete(task, Does.CancelTimer("t"), Does.CompleteWorkflow());

        Assert.Equal([EventType.TimerCanceled, EventType.WorkflowExecutionCompleted], Loop.Types().TakeLast(2));
    }

    [Fact]
    public async Task WaitingUpdates_DoNotKeepItOpen()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        var update = Loop.Update();

        Loop.Complete(task, Does.CompleteWorkflow());

        Assert.Equal(EventType.WorkflowExecutionCompleted, Loop.Types().Last());
        Assert.Equal("workflow update was aborted by closing workflow", (await Assert.ThrowsAsync<ServiceException>(() => update)).Message);
    }
}
