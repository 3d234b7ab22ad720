using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Sticky queues: a worker's own, with new events only, and the ways back from them.</summary>
public sealed class StickyQueuesTests : PitfallLoop
{
    public StickyQueuesTests()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Sticky);
    }

    [Fact]
    public void StickyPoll_GetsWhatCameAfterThePreviousStart()
    {
        Loop.PollWorkflow("sticky");
        Loop.Signal("go");

        var task = Loop.PollWorkflow("sticky")!;

        Assert.Equal(3, task.PreviousStartedEventId);
        Assert.Equal([4L, 5L, 6L, 7L], task.History.Events.Select(e => e.EventId));
    }

    [Fact]
    public void NoPollFor10Seconds_SendsTheTaskToTheNormalQueueWithEverything()
    {
        Loop.PollWorkflow("sticky");
        Loop.Advance(TimeSpan.FromSeconds(11));
        Loop.Signal("go");

        var task = Loop.PollWorkflow()!;

        Assert.Equal(1, task.History.Events[0].EventId);
        Assert.Equal(TaskQueueKind.Sticky, Loop.History()[5].WorkflowTaskScheduledEventAttributes.TaskQueue.Kind);
        Assert.Null(Loop.State().StickyQueue);
    }

    [Fact]
    public void TaskThatWaitsTooLong_TimesOutToTheNormalQueue()
    {
        Loop.PollWorkflow("sticky");
        Loop.Signal("go");

        Loop.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(Loop.PollWorkflow("sticky"));
        Assert.Equal(TimeoutType.ScheduleToStart, Single(EventType.WorkflowTaskTimedOut).WorkflowTaskTimedOutEventAttributes.TimeoutType);
        var task = Loop.PollWorkflow()!;
        Assert.Equal((1, 1L), (task.Attempt, task.History.Events[0].EventId));
    }

    [Fact]
    public void ShutdownOfTheWorker_MovesItsTasks()
    {
        Loop.PollWorkflow("sticky");
        Loop.Signal("go");

        Loop.Engine.WorkflowTasks.ShutdownWorker(new() { Namespace = "default", StickyTaskQueue = "sticky" });

        Assert.Equal(1, Loop.PollWorkflow()!.History.Events[0].EventId);
    }

    [Fact]
    public void UpdateForAStickyWorker_WaitsAsLongAsItsQueueAllows()
    {
        Loop.PollWorkflow("sticky");
        _ = Loop.Update();

        var task = Loop.PollWorkflow("sticky")!;

        Assert.Equal([4L, 5L, 6L], task.History.Events.Select(e => e.EventId));
        Assert.Single(task.Messages);
        Loop.Fail(task);
        Assert.Equal(1, Loop.PollWorkflow()!.History.Events[0].EventId);
    }

    private static void Sticky(RespondWorkflowTaskCompletedRequest request) =>
        request.StickyAttributes = new() { WorkerTaskQueue = new() { Name = "sticky" }, ScheduleToStartTimeout = Seconds(5) };
}
