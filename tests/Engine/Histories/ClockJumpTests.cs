using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>Somebody sets the clock by an hour: nothing is early, nothing is lost, nothing happens twice, and nothing took less than no time.</summary>
public sealed class ClockJumpTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly EngineLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Timer_WhenTheClockIsSetBack_FiresAtItsTimeAndNotBefore()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartTimer("timer", 2 * Minute));

        _loop.SetClock(-Hour);
        _loop.Advance(Hour);
        Assert.DoesNotContain(EventType.TimerFired, _loop.Types());
        _loop.Advance(2 * Minute);

        Assert.Equal(1, Count(EventType.TimerFired));
        SoundHistory.Check(_loop.History(), "workflow");
    }

    [Fact]
    public void Timer_WhenTheClockIsSetForwardAndBack_FiresOnce()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartTimer("timer", 2 * Minute));

        _loop.SetClock(Hour);
        _loop.SetClock(-Hour);
        _loop.Advance(2 * Hour);

        Assert.Equal(1, Count(EventType.TimerFired));
    }

    [Fact]
    public void Activity_WhenTheClockIsSetBack_IsNotTimedOutAndCompletes()
    {
        StartActivity();
        var task = _loop.PollActivity()!;

        _loop.SetClock(-Hour);
        _loop.Advance(Minute);
        _loop.CompleteActivity(task.TaskToken);

        Assert.Equal(1, Count(EventType.ActivityTaskCompleted));
    }

    [Fact]
    public void Activity_WhenTheClockIsSetForward_IsTriedAgainOnce()
    {
        StartActivity();
        var late = _loop.PollActivity()!;

        _loop.SetClock(Hour);
        _loop.Advance(Minute);

        var again = _loop.PollActivity()!;
        Assert.Equal(2, again.Attempt);
        Assert.Null(_loop.PollActivity());
        Assert.Throws<ServiceException>(() => _loop.CompleteActivity(late.TaskToken));
        _loop.CompleteActivity(again.TaskToken);
        Assert.Equal(1, Count(EventType.ActivityTaskCompleted));
    }

    [Fact]
    public void Retry_WhenTheClockIsSetBack_WaitsForItsTime()
    {
        StartActivity();
        FailAttempt(_loop.PollActivity()!.TaskToken);

        _loop.SetClock(-Hour);
        _loop.Advance(Hour - Minute);
        Assert.Null(_loop.PollActivity());
        _loop.Advance(2 * Minute);

        Assert.Equal(2, _loop.PollActivity()!.Attempt);
        Assert.Null(_loop.PollActivity());
    }

    [Fact]
    public void Retry_WhenTheClockIsSetForward_IsTriedOnce()
    {
        StartActivity();
        FailAttempt(_loop.PollActivity()!.TaskToken);

        _loop.SetClock(Hour);

        Assert.Equal(2, _loop.PollActivity()!.Attempt);
        Assert.Null(_loop.PollActivity());
    }

    [Fact]
    public void WorkflowTask_WhenTheClockIsSetForward_TimesOutOnceAndIsHandedOutAgain()
    {
        _loop.Start();
        var late = _loop.PollWorkflow()!;

        _loop.SetClock(Hour);

        Assert.Throws<ServiceException>(() => _loop.Complete(late));
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Assert.Equal(1, Count(EventType.WorkflowTaskTimedOut));
    }

    [Fact]
    public void Workflow_ThatEndsBeforeItBegan_TookNoTime()
    {
        _loop.Start();
        _loop.SetClock(-Hour);
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());

        var listed = Assert.Single(_loop.Visibility.List("default", "ExecutionStatus = 'Completed'", 10, ByteString.Empty).Records);
        Assert.Equal(TimeSpan.Zero, listed.ExecutionDuration);
    }

    [Fact]
    public void ContinueAsNew_AfterTheClockWasSetBack_WaitsNoLongerThanTheInterval()
    {
        using var loop = new EngineLoop(limits: new EngineLimits());
        loop.Start();
        loop.SetClock(-Hour);
        loop.Complete(loop.PollWorkflow()!, Does.ContinueAsNew());

        loop.Advance(new EngineLimits().ContinueAsNewMinInterval);

        Assert.NotNull(loop.PollWorkflow());
    }

    [Fact]
    public void Start_OfAnIdThatWasStartedLaterByTheOldClock_IsNotTooFast()
    {
        using var loop = new EngineLoop(limits: new EngineLimits());
        loop.Start();
        loop.Complete(loop.PollWorkflow()!, Does.CompleteWorkflow());
        loop.SetClock(-Hour);

        Assert.NotEmpty(loop.Start());
    }

    private int Count(EventType type) => _loop.Types().Count(found => found == type);

    private void StartActivity()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("activity", activity => activity.RetryPolicy = new RetryPolicy
        {
            InitialInterval = Duration.FromTimeSpan(Minute),
            BackoffCoefficient = 1,
        }));
    }

    private void FailAttempt(ByteString token)
    {
        _loop.Engine.ActivityTasks.Fail(
            Engine.Histories.Activities.ActivityTarget.ByToken(token), new() { ApplicationFailureInfo = new() { Type = "Broken" } }, null, "worker", null);
        _loop.Pump();
    }
}
