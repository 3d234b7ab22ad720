using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Timers: ids, order, and what one wake-up fires.</summary>
public sealed class TimerRulesTests : PitfallLoop
{
    [Fact]
    public void OneWakeUp_FiresAllThatAreDueInOrderAndInOneTask()
    {
        Loop.Start();
        Loop.Complete(
            Loop.PollWorkflow()!,
            Does.StartTimer("late", TimeSpan.FromSeconds(3)), Does.StartTimer("early", TimeSpan.FromSeconds(1)), Does.StartTimer("twin", TimeSpan.FromSeconds(1)));

        Loop.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(
            ["early", "twin", "late"],
            Loop.History().Where(e => e.EventType == EventType.TimerFired).Select(e => e.TimerFiredEventAttributes.TimerId));
        Assert.Equal(2, Loop.Types().Count(type => type == EventType.WorkflowTaskScheduled));
    }

    [Fact]
    public void IdOfARunningTimer_FailsTheTask()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromHours(1)));
        Loop.Signal("go");

        Assert.Throws<ServiceException>(() => Loop.Complete(Loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromHours(1))));

        Assert.Equal(WorkflowTaskFailedCause.StartTimerDuplicateId, Single(EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void BeyondTheRunTimeout_NeverFires()
    {
        Loop.Start(configure: r => r.WorkflowRunTimeout = Seconds(10));
        Loop.Complete(Loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromSeconds(60)));

        Loop.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(EventType.WorkflowExecutionTimedOut, Loop.Types().Last());
        Assert.DoesNotContain(EventType.TimerFired, Loop.Types());
    }
}
