using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Workflow tasks that fail: from the second attempt on they are transient.</summary>
public sealed class FailingWorkflowTasksTests : PitfallLoop
{
    [Fact]
    public void SecondFailure_WritesNothing_AndSuccessWritesAllAtOnce()
    {
        Loop.Start();
        Loop.Fail(Loop.PollWorkflow()!);
        Loop.Fail(Loop.PollWorkflow()!);
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed], Loop.Types());

        var third = Loop.PollWorkflow()!;
        Assert.Equal((3, 6L), (third.Attempt, third.StartedEventId));
        Assert.Equal([5L, 6L], third.History.Events.TakeLast(2).Select(e => e.EventId));
        Loop.Complete(third);

        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted], Loop.Types().Skip(4));
        Assert.Equal(3, Loop.History()[4].WorkflowTaskScheduledEventAttributes.Attempt);
    }

    [Fact]
    public void FailureOnAStickyQueue_KeepsAttemptOne()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Sticky);
        Loop.PollWorkflow("sticky");
        Loop.Signal("go");
        Loop.Fail(Loop.PollWorkflow("sticky")!);

        var next = Loop.PollWorkflow()!;

        Assert.Equal(1, next.Attempt);
        Assert.Equal(1, next.History.Events[0].EventId);
        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], Loop.Types().TakeLast(3));
    }

    [Fact]
    public void NewEvent_EndsTheSeriesOfFailures()
    {
        Loop.Start();
        Loop.Fail(Loop.PollWorkflow()!);
        var second = Loop.PollWorkflow()!;
        Loop.Signal("news");
        Loop.Fail(second);

        Assert.Equal(1, Loop.PollWorkflow()!.Attempt);
        Assert.Equal([EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], Loop.Types().TakeLast(3));
    }

    [Fact]
    public void BadCommandsOfALaterAttempt_DropTheTaskUntilItTimesOut()
    {
        Loop.Start();
        Loop.Fail(Loop.PollWorkflow()!);
        var second = Loop.PollWorkflow()!;

        var refused = Assert.Throws<ServiceException>(() => Loop.Complete(second, Does.CancelTimer("unknown")));

        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Null(Loop.PollWorkflow());
        Loop.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, Loop.PollWorkflow()!.Attempt);
        Assert.Equal(4, Loop.History().Count);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 10)]
    [InlineData(4, 15)]
    [InlineData(5, 20)]
    [InlineData(20, 610)]
    public void Timeout_GrowsAfterTheThirdAttempt(int attempt, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), Engine.Histories.Transactions.RunTransaction.StartToCloseTimeout(TimeSpan.FromSeconds(10), attempt));

    private static void Sticky(Temporalio.Api.WorkflowService.V1.RespondWorkflowTaskCompletedRequest request) =>
        request.StickyAttributes = new() { WorkerTaskQueue = new() { Name = "sticky" }, ScheduleToStartTimeout = Seconds(5) };
}
