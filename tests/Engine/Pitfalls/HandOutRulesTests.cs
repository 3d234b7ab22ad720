using Mdlc.Engine.Matching;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>The hand-out of tasks: to whom first, and never lost.</summary>
public sealed class HandOutRulesTests : PitfallLoop
{
    [Fact]
    public void Backlog_LeavesByPriorityThenInOrder()
    {
        Loop.Start();
        Loop.Complete(
            Loop.PollWorkflow()!,
            Does.ScheduleActivity("usual"), Does.ScheduleActivity("last", a => a.Priority = new() { PriorityKey = 5 }),
            Does.ScheduleActivity("first", a => a.Priority = new() { PriorityKey = 1 }), Does.ScheduleActivity("usual too"));

        Assert.Equal(["first", "usual", "usual too", "last"], Enumerable.Range(0, 4).Select(_ => Loop.PollActivity()!.ActivityId));
    }

    [Fact]
    public void WaitingPoller_GetsTheTaskAtOnce()
    {
        var poller = new Poller("worker", "");
        Loop.Engine.Services.Matching.Queue(new("default", EngineLoop.Queue, TaskQueueType.Workflow)).Poll(poller);

        Loop.Start();

        Assert.True(poller.Result.IsCompletedSuccessfully);
    }

    [Fact]
    public void PollThatEnded_LeavesTheTaskToTheNext()
    {
        var queue = Loop.Engine.Services.Matching.Queue(new("default", EngineLoop.Queue, TaskQueueType.Workflow));
        var gone = new Poller("worker", "");
        queue.Poll(gone);
        gone.End();

        Loop.Start();

        Assert.NotNull(Loop.PollWorkflow());
    }

    [Fact]
    public void UndeliveredTasks_GoBackToTheFront()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.ScheduleActivity("one"), Does.ScheduleActivity("two"));
        var one = Loop.PollActivity()!;

        Loop.Engine.ActivityTasks.Return(one.TaskToken);

        Assert.Equal(["one", "two"], Enumerable.Range(0, 2).Select(_ => Loop.PollActivity()!.ActivityId));
    }

    [Fact]
    public void UndeliveredWorkflowTask_LeavesNoStartBehind()
    {
        Loop.Start();

        Loop.Engine.WorkflowTasks.Return(Loop.PollWorkflow()!.TaskToken);
        Loop.Pump();

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], Loop.Types());
        Assert.Equal(1, Loop.PollWorkflow()!.Attempt);
    }
}
