using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>A paused workflow: its workers get nothing, and nothing of it is lost.</summary>
public sealed class PausedWorkflowsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-paused-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;
    private long _epoch = 1;

    public PausedWorkflowsTests() => _loop = new EngineLoop(_file);

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Paused_HandsOutNothing_AlsoAfterRestarts()
    {
        Begin();

        Pause();
        AssertNothingLeaves();
        Restart();
        AssertNothingLeaves();
        _loop.Signal("s");
        Restart();
        AssertNothingLeaves();
        Assert.Equal(WorkflowExecutionStatus.Paused, _loop.State().ShownStatus);

        Unpause();
        Assert.NotNull(_loop.PollWorkflow());
        Assert.NotNull(_loop.PollActivity());
    }

    [Fact]
    public void Unpaused_IsNotPausedAfterARestart()
    {
        Begin();
        Pause();
        Unpause();

        Restart();

        Assert.NotNull(_loop.PollWorkflow());
        Assert.NotNull(_loop.PollActivity());
    }

    [Fact]
    public void TaskOfAPausedRun_IsNotHandedOutAgainByARestart()
    {
        _loop.Start();
        _loop.PollWorkflow();
        Pause();

        Restart();

        Assert.Null(_loop.PollWorkflow());
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskFailed, EventType.WorkflowExecutionPaused], _loop.Types());
        Unpause();
        Assert.Equal(1, _loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void UndeliveredTaskOfAPausedRun_IsNotHandedOut()
    {
        _loop.Start();
        var lost = _loop.PollWorkflow()!;
        Pause();

        _loop.Engine.WorkflowTasks.Return(lost.TaskToken);
        _loop.Pump();

        Assert.Null(_loop.PollWorkflow());
        Unpause();
        Assert.NotNull(_loop.PollWorkflow());
    }

    [Fact]
    public void TimesPass_AndTheRunSleepsAfterwards()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromMinutes(1)), Does.ScheduleActivity("a", a => a.ScheduleToStartTimeout = new() { Seconds = 90 }));
        Pause();

        _loop.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains(EventType.TimerFired, _loop.Types());
        Assert.Contains(EventType.ActivityTaskTimedOut, _loop.Types());
        Assert.Null(_loop.PollWorkflow());
        Assert.Null(_loop.Engine.Services.WakeUps.NextDue);
    }

    [Fact]
    public void DelayThatEndsDuringThePause_WakesNobody()
    {
        _loop.Start(configure: r => r.WorkflowStartDelay = new() { Seconds = 60 });
        Pause();

        _loop.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(_loop.Engine.Services.WakeUps.NextDue);
        Assert.Null(_loop.PollWorkflow());
        Unpause();
        Assert.NotNull(_loop.PollWorkflow());
    }

    [Fact]
    public void RetryThatComesDuringThePause_WaitsForItsEnd()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        var attempt = _loop.PollActivity()!;
        Pause();
        _loop.Engine.ActivityTasks.Fail(
            Engine.Histories.Activities.ActivityTarget.ByToken(attempt.TaskToken), new() { Message = "broken", ApplicationFailureInfo = new() }, null, "worker", null);
        _loop.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_loop.PollActivity());

        Unpause();

        Assert.Equal(2, _loop.PollActivity()!.Attempt);
    }

    /// <summary>A workflow task waits, and so does an activity.</summary>
    private void Begin()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        _loop.Signal("begin");
    }

    private void AssertNothingLeaves()
    {
        Assert.Null(_loop.PollWorkflow());
        Assert.Null(_loop.PollActivity());
    }

    private void Pause()
    {
        _loop.Engine.Pauses.Pause(new PauseWorkflowExecutionRequest { Namespace = "default", WorkflowId = "workflow", Reason = "why" });
        _loop.Pump();
    }

    private void Unpause()
    {
        _loop.Engine.Pauses.Unpause(new UnpauseWorkflowExecutionRequest { Namespace = "default", WorkflowId = "workflow" });
        _loop.Pump();
    }

    private void Restart()
    {
        var time = _loop.Time;
        _loop.Dispose();
        _loop = new EngineLoop(_file, time, epoch: ++_epoch, seed: (int)_epoch);
    }
}
