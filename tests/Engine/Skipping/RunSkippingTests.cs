using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Skipping;

/// <summary>The time of one run: what keeps it, what it is skipped to, and that a restart finds it again.</summary>
public sealed class RunSkippingTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-skipping-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;

    public RunSkippingTests() => _loop = new EngineLoop(_file, limits: Limits);

    private static EngineLimits Limits => new() { TimeSkippingEnabled = true, ContinueAsNewMinInterval = TimeSpan.Zero };

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void WaitingForATimerOnly_SkipsToIt()
    {
        Begin();
        Complete(Does.StartTimer("year", Day * 365));

        Assert.Equal([Day * 365], Skips());
        Assert.Contains(EventType.TimerFired, _loop.Types());
        Assert.Equal(Day * 365, _loop.History()[^1].EventTime.ToDateTime() - _loop.History()[0].EventTime.ToDateTime());
    }

    [Fact]
    public void EachRun_HasATimeOfItsOwn()
    {
        Begin();
        _loop.Start("other");
        Complete(Does.StartTimer("year", Day * 365));
        Complete(Does.StartTimer("of the other", Day));

        Assert.DoesNotContain(EventType.TimerFired, _loop.Types("other"));
        Assert.Equal(TimeSpan.Zero, _loop.State("other").SkippedTime);
    }

    /// <summary>It closed a year ahead, and nobody waits for that to pass.</summary>
    [Fact]
    public void ClosedRun_IsKeptForATimeOfTheEngines()
    {
        Begin();
        Complete(Does.StartTimer("year", Day * 365));
        Complete(Does.CompleteWorkflow());
        Assert.NotEmpty(_loop.History());

        _loop.Advance(TimeSpan.FromHours(25));

        Assert.Throws<ServiceException>(() => _loop.History());
    }

    [Fact]
    public void PendingWorkflowTask_KeepsTheTime()
    {
        Begin();
        Complete(Does.StartTimer("first", Day), Does.StartTimer("second", Day * 2));

        Assert.Equal([Day], Skips());
        Complete();
        Assert.Equal([Day, Day], Skips());
    }

    [Fact]
    public void StartedWorkflowTask_KeepsTheTimeUntilItCompletes()
    {
        Begin();
        Complete(Does.StartTimer("first", Day), Does.StartTimer("second", Day * 2));
        var task = _loop.PollWorkflow()!;
        _loop.Signal("meanwhile");

        Assert.Single(Skips());
        _loop.Complete(task);
        Assert.Single(Skips());
        Complete();
        Assert.Equal(2, Skips().Count);
    }

    [Fact]
    public void Activity_KeepsTheTime_WaitingOrStarted()
    {
        Begin();
        Complete(Does.StartTimer("day", Day), Does.ScheduleActivity("a"));
        Assert.Empty(Skips());

        var activity = _loop.PollActivity()!;
        Assert.Empty(Skips());
        _loop.CompleteActivity(activity.TaskToken);
        Complete();

        Assert.Equal([Day], Skips());
    }

    [Fact]
    public void ActivityBetweenAttempts_IsSkippedTo()
    {
        Begin();
        Complete(Does.ScheduleActivity("a", a => a.RetryPolicy = new() { InitialInterval = Duration.FromTimeSpan(Day) }), Does.StartTimer("later", Day * 2));
        Fail(_loop.PollActivity()!);

        Assert.Equal([Day], Skips());
        Assert.Equal(2, _loop.PollActivity()!.Attempt);
    }

    [Fact]
    public void Child_KeepsItsParentsTime_UntilItIsClosed()
    {
        Begin();
        Complete(Does.StartChild("child"), Does.StartTimer("day", Day));
        Complete();
        Assert.Empty(Skips());

        _loop.Complete(_loop.PollWorkflow("children")!, Does.CompleteWorkflow());
        Complete();

        Assert.Equal([Day], Skips());
    }

    [Fact]
    public void ExternalSignal_KeepsTheTime_UntilItIsDelivered()
    {
        _loop.Start("other");
        Begin();
        var task = Poll("workflow");
        _loop.Engine.WorkflowTasks.Complete(new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            Commands = { Does.SignalExternal("other", "hello"), Does.StartTimer("day", Day) },
        });
        Assert.Empty(Skips());

        _loop.Pump();
        Complete();

        Assert.Equal([Day], Skips());
    }

    [Fact]
    public void StartDelay_IsSkipped()
    {
        Begin(configure: request => request.WorkflowStartDelay = Duration.FromTimeSpan(Day));

        Assert.Equal([Day], Skips());
        Assert.NotNull(_loop.PollWorkflow());
    }

    [Fact]
    public void RunTimeout_IsNoTargetBeforeTheFirstTask()
    {
        Begin(configure: request => request.WorkflowRunTimeout = Duration.FromTimeSpan(Day));
        Assert.Empty(Skips());

        Complete();

        Assert.Equal([Day], Skips());
        Assert.Equal(WorkflowExecutionStatus.TimedOut, _loop.State().Status);
    }

    [Fact]
    public void NothingToWaitFor_SkipsNothing()
    {
        Begin();
        Complete();

        Assert.Empty(Skips());
    }

    [Fact]
    public void SkipCount_EndsIt()
    {
        Begin(new TimeSkippingConfig { Enabled = true, MaxSessionSkipCount = 1 });
        Complete(Does.StartTimer("first", Day), Does.StartTimer("second", Day * 2));
        Complete();

        Assert.Equal([Day], Skips());
        _loop.Advance(Day);
        Assert.Equal(2, _loop.Types().Count(type => type == EventType.TimerFired));
    }

    [Fact]
    public void FeatureOff_IsUnimplemented()
    {
        using var off = new EngineLoop();

        var refused = Assert.Throws<ServiceException>(() => off.Start(configure: request => request.TimeSkippingConfig = new() { Enabled = true }));

        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, refused.Code);
    }

    [Fact]
    public void Restart_KeepsTheRunsTime_AndWhatIsLeftOfItsWaits()
    {
        Begin(new TimeSkippingConfig { Enabled = true, MaxSessionSkipCount = 1 });
        Complete(Does.StartTimer("first", Day * 100), Does.StartTimer("second", Day * 101));
        Complete();
        Restart();

        Assert.Equal(Day * 100, _loop.State().SkippedTime);
        _loop.Advance(Day - TimeSpan.FromSeconds(1));
        Assert.Single(_loop.Types(), type => type == EventType.TimerFired);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _loop.Types().Count(type => type == EventType.TimerFired));
    }

    [Fact]
    public void ContinuedAsNew_KeepsTheTimeAndTheConfiguration()
    {
        Begin();
        Complete(Does.StartTimer("first", Day));
        Complete(Does.ContinueAsNew());
        Complete(Does.StartTimer("second", Day));

        Assert.Equal(Day * 2, _loop.State().SkippedTime);
        Restart();
        Assert.Equal(Day * 2, _loop.State().SkippedTime);
    }

    private void Begin(TimeSkippingConfig? config = null, Action<StartWorkflowExecutionRequest>? configure = null) => _loop.Start(configure: request =>
    {
        request.TimeSkippingConfig = config ?? new() { Enabled = true };
        configure?.Invoke(request);
    });

    private void Complete(params Temporalio.Api.Command.V1.Command[] commands) => _loop.Complete(_loop.PollWorkflow()!, commands);

    private PollWorkflowTaskQueueResponse Poll(string workflowId)
    {
        while (true)
        {
            var task = _loop.PollWorkflow()!;
            if (task.WorkflowExecution.WorkflowId == workflowId)
            {
                return task;
            }
        }
    }

    private void Fail(PollActivityTaskQueueResponse task)
    {
        _loop.Engine.ActivityTasks.Fail(
            Engine.Histories.Activities.ActivityTarget.ByToken(task.TaskToken), new() { ApplicationFailureInfo = new() { Type = "Broken" } }, null, "worker", null);
        _loop.Pump();
    }

    private void Restart()
    {
        var time = _loop.Time;
        _loop.Dispose();
        _loop = new EngineLoop(_file, time, Limits, epoch: 2);
    }

    private List<TimeSpan> Skips() =>
    [
        .. _loop.History().Where(e => e.EventType == EventType.WorkflowExecutionTimeSkippingTransitioned)
            .Select(e => e.WorkflowExecutionTimeSkippingTransitionedEventAttributes.TargetTime.ToDateTime() - e.EventTime.ToDateTime()),
    ];
}
