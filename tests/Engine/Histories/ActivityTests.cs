using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Mdlc.Engine.Tests.Histories;

public sealed class ActivityTests : IDisposable
{
    private readonly EngineLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void FailedAttempt_IsRetriedAfterItsInterval()
    {
        var first = Begin();

        Fail(first.TaskToken);

        Assert.Null(_loop.PollActivity());
        Assert.DoesNotContain(EventType.ActivityTaskStarted, _loop.Types());
        _loop.Advance(TimeSpan.FromSeconds(1));
        var second = _loop.PollActivity()!;
        Assert.Equal(2, second.Attempt);
        Fail(second.TaskToken);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_loop.PollActivity());
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, _loop.PollActivity()!.Attempt);
    }

    [Fact]
    public void TokenOfAnEarlierAttempt_IsNotFound()
    {
        var first = Begin();
        Fail(first.TaskToken);
        _loop.Advance(TimeSpan.FromSeconds(1));
        _loop.PollActivity();

        Assert.Throws<ServiceException>(() => _loop.CompleteActivity(first.TaskToken));
    }

    [Fact]
    public void MissedHeartbeat_IsRetriedWithTheLastDetails()
    {
        var first = Begin(a => a.HeartbeatTimeout = Seconds(2));
        _loop.Advance(TimeSpan.FromSeconds(1));
        _loop.Engine.ActivityTasks.Heartbeat(ActivityTarget.ByToken(first.TaskToken), PayloadValues.TextPayloads("half"), "worker");
        _loop.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True(_loop.State().Activities.Values.Single().IsStarted);

        _loop.Advance(TimeSpan.FromSeconds(0.5));

        Assert.False(_loop.State().Activities.Values.Single().IsStarted);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("half", _loop.PollActivity()!.HeartbeatDetails.Payloads_[0].Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public void NoBudgetForARetry_TimesOutAsScheduleToClose()
    {
        Begin(a =>
        {
            a.ScheduleToCloseTimeout = Seconds(10);
            a.StartToCloseTimeout = Seconds(9);
            a.RetryPolicy = new() { InitialInterval = Seconds(5) };
        });

        _loop.Advance(TimeSpan.FromSeconds(9));

        var timedOut = _loop.History().Single(e => e.EventType == EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes;
        Assert.Equal(RetryState.Timeout, timedOut.RetryState);
        Assert.Equal(TimeoutType.ScheduleToClose, timedOut.Failure.TimeoutFailureInfo.TimeoutType);
    }

    [Fact]
    public void NeverStarted_TimesOutAsScheduleToStart()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a", a => a.ScheduleToStartTimeout = Seconds(3)));

        _loop.Advance(TimeSpan.FromSeconds(3));

        var timedOut = _loop.History().Single(e => e.EventType == EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes;
        Assert.Equal(TimeoutType.ScheduleToStart, timedOut.Failure.TimeoutFailureInfo.TimeoutType);
    }

    [Fact]
    public void UndeliveredAttempt_IsHandedOutAgainAsTheSameAttempt()
    {
        var lost = Begin();

        _loop.Engine.ActivityTasks.Return(lost.TaskToken);

        var again = _loop.PollActivity()!;
        Assert.Equal(1, again.Attempt);
        Assert.Throws<ServiceException>(() => _loop.CompleteActivity(lost.TaskToken));
        _loop.CompleteActivity(again.TaskToken);
    }

    private static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));

    private Temporalio.Api.WorkflowService.V1.PollActivityTaskQueueResponse Begin(
        Action<Temporalio.Api.Command.V1.ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a", configure));
        return _loop.PollActivity()!;
    }

    private void Fail(Google.Protobuf.ByteString token)
    {
        _loop.Engine.ActivityTasks.Fail(
            ActivityTarget.ByToken(token), new Failure { Message = "no", ApplicationFailureInfo = new() { Type = "Broken" } }, null, "worker", null);
        _loop.Pump();
    }
}
