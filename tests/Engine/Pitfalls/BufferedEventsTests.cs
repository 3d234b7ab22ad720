using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>What comes while a workflow task runs waits for its end, and enters history in an order of its own.</summary>
public sealed class BufferedEventsTests : PitfallLoop
{
    [Fact]
    public void EventsFromOutside_HaveNoIdBeforeTheTaskCloses()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Signal("one");
        Loop.Signal("two");
        Assert.Equal(3, Loop.History().Count);

        Loop.Complete(task, Does.StartTimer("t", TimeSpan.FromHours(1)));

        Assert.Equal(
            [
                EventType.WorkflowTaskCompleted, EventType.TimerStarted, EventType.WorkflowExecutionSignaled, EventType.WorkflowExecutionSignaled,
                EventType.WorkflowTaskScheduled,
            ],
            Loop.Types().Skip(3));
    }

    [Fact]
    public void Closures_FollowEverythingElse_AndPointToTheirStarts()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.ScheduleActivity("a"), Does.StartTimer("t", TimeSpan.FromSeconds(5)));
        var activity = Loop.PollActivity()!;
        Loop.Signal("wake");
        var task = Loop.PollWorkflow()!;
        Loop.CompleteActivity(activity.TaskToken);
        Loop.Advance(TimeSpan.FromSeconds(5));
        Loop.Signal("last");

        Loop.Complete(task);

        Assert.Equal(
            [
                EventType.ActivityTaskStarted, EventType.TimerFired, EventType.WorkflowExecutionSignaled, EventType.ActivityTaskCompleted,
                EventType.WorkflowTaskScheduled,
            ],
            Loop.Types().TakeLast(5));
        var completed = Single(EventType.ActivityTaskCompleted).ActivityTaskCompletedEventAttributes;
        Assert.Equal(Single(EventType.ActivityTaskStarted).EventId, completed.StartedEventId);
    }

    [Fact]
    public void MoreThanAHundredWaitingEvents_TakeTheTaskAway()
    {
        Loop.Start();
        Loop.PollWorkflow();
        for (var i = 0; i < 100; i++)
        {
            Loop.Signal($"s{i}");
        }

        Assert.Equal(3, Loop.History().Count);
        Loop.Signal("one too many");

        Assert.Equal(WorkflowTaskFailedCause.ForceCloseCommand, Loop.History()[3].WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(Enumerable.Repeat(EventType.WorkflowExecutionSignaled, 101), Loop.Types().Skip(4));
        Assert.Equal(2, Loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void MoreThanTwoMebibytesOfWaitingEvents_TakeTheTaskAway()
    {
        Loop.Start();
        Loop.PollWorkflow();
        var half = Engine.Kernel.PayloadValues.TextPayloads(new string('x', (1 << 20) + 100));
        for (var i = 0; i < 2; i++)
        {
            Assert.DoesNotContain(EventType.WorkflowTaskFailed, Loop.Types());
            Loop.Engine.Signals.Signal(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow" }, SignalName = "half", Input = half });
            Loop.Pump();
        }

        Assert.Equal(WorkflowTaskFailedCause.ForceCloseCommand, Single(EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause);
    }
}
