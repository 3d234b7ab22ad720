using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Activities: when their start is written, how timeouts are derived, when a retry follows.</summary>
public sealed class ActivityRulesTests : PitfallLoop
{
    [Fact]
    public void Start_IsWrittenWithTheClose()
    {
        FailActivity(BeginActivity());
        Loop.Advance(TimeSpan.FromSeconds(1));
        var second = Loop.PollActivity()!;
        Assert.DoesNotContain(EventType.ActivityTaskStarted, Loop.Types());

        Loop.CompleteActivity(second.TaskToken);

        Assert.Equal([EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted, EventType.WorkflowTaskScheduled], Loop.Types().TakeLast(3));
        var started = Single(EventType.ActivityTaskStarted).ActivityTaskStartedEventAttributes;
        Assert.Equal((2, "broken", 5L), (started.Attempt, started.LastFailure.Message, started.ScheduledEventId));
    }

    [Theory]
    [InlineData(10, 0, 0, 600, 600, 10)]
    [InlineData(0, 20, 0, 20, 20, 20)]
    [InlineData(6000, 0, 3, 600, 3, 600)]
    [InlineData(10, 0, 60, 600, 60, 10)]
    public void Timeouts_AreDerivedWithinTheRunTimeout(
        int startToClose, int scheduleToClose, int scheduleToStart, int wholly, int queued, int running)
    {
        Loop.Start(configure: r => r.WorkflowRunTimeout = Seconds(600));
        Loop.Complete(Loop.PollWorkflow()!, Does.ScheduleActivity("a", a =>
            (a.StartToCloseTimeout, a.ScheduleToCloseTimeout, a.ScheduleToStartTimeout) = (Seconds(startToClose), Seconds(scheduleToClose), Seconds(scheduleToStart))));

        var scheduled = Single(EventType.ActivityTaskScheduled).ActivityTaskScheduledEventAttributes;
        Assert.Equal(
            (Seconds(wholly), Seconds(queued), Seconds(running)),
            (scheduled.ScheduleToCloseTimeout, scheduled.ScheduleToStartTimeout, scheduled.StartToCloseTimeout));
    }

    [Fact]
    public void Policy_HasTheServersDefaults()
    {
        BeginActivity();

        var policy = Single(EventType.ActivityTaskScheduled).ActivityTaskScheduledEventAttributes.RetryPolicy;
        Assert.Equal((Seconds(1), 2d, Seconds(100), 0), (policy.InitialInterval, policy.BackoffCoefficient, policy.MaximumInterval, policy.MaximumAttempts));
    }

    [Fact]
    public void NextRetryDelay_OverridesAlsoTheMaximumInterval()
    {
        FailActivity(BeginActivity(a => a.RetryPolicy = new() { MaximumInterval = Seconds(2) }), Broken(nextRetry: 50));

        Loop.Advance(TimeSpan.FromSeconds(49));
        Assert.Null(Loop.PollActivity());
        Loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Loop.PollActivity()!.Attempt);
    }

    [Fact]
    public void RetryThatWouldComeTooLate_IsNoneAndFailsWithStateTimeout()
    {
        FailActivity(BeginActivity(a => (a.ScheduleToCloseTimeout, a.RetryPolicy) = (Seconds(5), new() { InitialInterval = Seconds(60) })));

        Assert.Equal(RetryState.Timeout, Single(EventType.ActivityTaskFailed).ActivityTaskFailedEventAttributes.RetryState);
    }

    [Fact]
    public void TimeoutNamedAsFinal_IsNotRetried()
    {
        BeginActivity(a => a.RetryPolicy = new() { NonRetryableErrorTypes = { "TemporalTimeout:StartToClose" } });

        Loop.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(RetryState.NonRetryableFailure, Single(EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes.RetryState);
    }

    [Fact]
    public void TokenOfAnEarlierAttempt_IsNotFound()
    {
        var first = BeginActivity();
        FailActivity(first);
        Loop.Advance(TimeSpan.FromSeconds(1));
        Loop.PollActivity();

        var refused = Assert.Throws<ServiceException>(() => Loop.CompleteActivity(first.TaskToken));
        Assert.Equal(
            (Grpc.Core.StatusCode.NotFound, "invalid activityID or activity already timed out or invoking workflow is completed"), (refused.Code, refused.Message));
    }

    [Fact]
    public void CancelledBeforeItsStart_IsCancelledAtOnceAndForcesATask()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;

        Loop.Complete(task, Does.ScheduleActivity("a"), new Command
        {
            CommandType = CommandType.RequestCancelActivityTask,
            RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = 5 },
        });

        Assert.Equal(
            [EventType.ActivityTaskScheduled, EventType.ActivityTaskCancelRequested, EventType.ActivityTaskCanceled, EventType.WorkflowTaskScheduled],
            Loop.Types().Skip(4));
        Assert.Null(Loop.PollActivity());
    }

    [Fact]
    public void Paused_NeitherTimesOutNorIsRetried()
    {
        var task = BeginActivity(a => a.HeartbeatTimeout = Seconds(2));
        Loop.Engine.ActivityControl.Pause(new() { Namespace = "default", Execution = new() { WorkflowId = "workflow" }, Id = "a" });
        Loop.Advance(TimeSpan.FromHours(1));
        FailActivity(task);
        Loop.Advance(TimeSpan.FromHours(1));
        Assert.Null(Loop.PollActivity());
        Assert.Equal(PendingActivityState.Paused, Describe().PendingActivities[0].State);

        Loop.Engine.ActivityControl.Unpause(new() { Namespace = "default", Execution = new() { WorkflowId = "workflow" }, Id = "a" });
        Loop.Pump();

        Assert.Equal(2, Loop.PollActivity()!.Attempt);
    }
}
