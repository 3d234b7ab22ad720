using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class RestartTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-restart-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;
    private long _epoch = 1;

    public RestartTests() => _loop = new EngineLoop(_file);

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Restart_WithAStartedTask_HandsItOutAnewAndRefusesTheOldToken()
    {
        _loop.Start();
        var old = _loop.PollWorkflow()!;

        Restart();

        Assert.Throws<ServiceException>(() => _loop.Complete(old, Does.CompleteWorkflow()));
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.State().Status);
    }

    [Fact]
    public void Restart_WithAnEagerlyStartedTask_HandsItToTheQueueAndRefusesTheOldToken()
    {
        StartWorkflowExecutionRequest Request() => new()
        {
            Namespace = "default",
            WorkflowId = "workflow",
            WorkflowType = new() { Name = "Workflow" },
            TaskQueue = new() { Name = EngineLoop.Queue },
            RequestId = "request",
            RequestEagerExecution = true,
        };
        var old = _loop.Engine.Starts.Start(Request()).Response.EagerWorkflowTask;
        _loop.Pump();

        Restart();

        Assert.Throws<ServiceException>(() => _loop.Complete(old, Does.CompleteWorkflow()));
        Assert.Null(_loop.Engine.Starts.Start(Request()).Response.EagerWorkflowTask);
        Assert.True(_loop.History()[0].WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted);
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.State().Status);
    }

    [Fact]
    public void Restart_WithBufferedSignals_KeepsThemInOrderAndOnce()
    {
        _loop.Start();
        var old = _loop.PollWorkflow()!;
        _loop.Signal("a", requestId: "1");
        _loop.Signal("b", requestId: "2");

        Restart();
        _loop.Signal("a", requestId: "1");

        var signals = _loop.History().Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes.SignalName);
        Assert.Equal(["a", "b"], signals);
        Assert.NotEqual(old.TaskToken, _loop.PollWorkflow()!.TaskToken);
        Restart();
        Assert.Equal(2, _loop.Types().Count(type => type == EventType.WorkflowExecutionSignaled));
    }

    [Fact]
    public void Restart_WithTimers_FiresThemAtTheirTime()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromHours(1)));

        Restart();

        Assert.Null(_loop.PollWorkflow());
        _loop.Advance(TimeSpan.FromHours(1));
        Assert.Contains(EventType.TimerFired, _loop.Types());
        Assert.NotNull(_loop.PollWorkflow());
    }

    [Fact]
    public void Restart_BetweenAttempts_KeepsAttemptFailureAndHeartbeat()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        var first = _loop.PollActivity()!;
        _loop.Engine.ActivityTasks.Fail(
            Engine.Histories.Activities.ActivityTarget.ByToken(first.TaskToken), new() { Message = "first" }, Engine.Kernel.PayloadValues.TextPayloads("half"), "worker", null);
        _loop.Pump();

        Restart();
        Assert.Null(_loop.PollActivity());
        _loop.Advance(TimeSpan.FromSeconds(1));

        var second = _loop.PollActivity()!;
        Assert.Equal(2, second.Attempt);
        Assert.Contains("half", second.HeartbeatDetails.Payloads_[0].Data.ToStringUtf8(), StringComparison.Ordinal);
        _loop.CompleteActivity(second.TaskToken);
        var started = _loop.History().Single(e => e.EventType == EventType.ActivityTaskStarted).ActivityTaskStartedEventAttributes;
        Assert.Equal("first", started.LastFailure.Message);
    }

    [Fact]
    public void Restart_WithAnActivityInAWorkersHands_TakesTheWorkersAnswer()
    {
        var task = InHand();

        Restart();

        Assert.Null(_loop.PollActivity());
        _loop.CompleteActivity(task.TaskToken);
        var started = _loop.History().Single(e => e.EventType == EventType.ActivityTaskStarted);
        Assert.Equal(task.StartedTime, started.EventTime);
        Assert.Equal("worker", started.ActivityTaskStartedEventAttributes.Identity);
        Assert.Contains(EventType.ActivityTaskCompleted, _loop.Types());
    }

    [Fact]
    public void Restart_WithAnActivityInAWorkersHands_GoesOnCountingItsTimeouts()
    {
        var task = InHand(a => a.HeartbeatTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(4)));
        _loop.Time.Advance(TimeSpan.FromSeconds(5));

        Restart();

        // The worker had nobody to send its heartbeat to: it has its time again.
        _loop.Advance(TimeSpan.FromSeconds(3));
        Assert.True(_loop.State().Activities.Values.Single().IsStarted);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _loop.State().Activities.Values.Single().Attempt);
        Assert.Throws<ServiceException>(() => _loop.CompleteActivity(task.TaskToken));
    }

    [Fact]
    public void Restarts_FasterThanTheHeartbeatTimeout_DoNotPutItOffForEver()
    {
        InHand(OfADay(TimeSpan.FromSeconds(4)));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, _loop.State().Activities.Values.Single().Attempt);
            _loop.Advance(TimeSpan.FromSeconds(2));
            Restart();
        }

        Assert.Equal(2, _loop.State().Activities.Values.Single().Attempt);
    }

    [Fact]
    public void Restarts_AfterLongAbsences_CountOnlyTheTimeInWhichTheEngineWasThere()
    {
        InHand(OfADay(TimeSpan.FromSeconds(4)));

        Restart(away: TimeSpan.FromHours(1));
        _loop.Advance(TimeSpan.FromSeconds(2));
        Restart(away: TimeSpan.FromHours(1));
        _loop.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, _loop.State().Activities.Values.Single().Attempt);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _loop.State().Activities.Values.Single().Attempt);
    }

    [Fact]
    public void Restarts_WithHeartbeatsBetweenThem_LeaveTheActivityWithItsWorker()
    {
        var task = InHand(OfADay(TimeSpan.FromSeconds(4)));

        for (var i = 0; i < 5; i++)
        {
            _loop.Advance(TimeSpan.FromSeconds(3));
            Beat(task, "on it");
            Restart(away: TimeSpan.FromSeconds(10));
        }

        _loop.CompleteActivity(task.TaskToken);
        Assert.Contains(EventType.ActivityTaskCompleted, _loop.Types());
    }

    /// <summary>A worker must not take a full disk for a cancelled activity, and what it says must not fill the memory instead.</summary>
    [Fact]
    public void Heartbeats_WhileTheDiskRefuses_AreTakenAndWrittenOnceAfterwards()
    {
        var task = InHand(OfADay(TimeSpan.FromSeconds(4)));
        var key = _loop.Engine.Runs.Get("default", "workflow", "").Key;
        var before = _loop.Engine.Services.Database.ReadLog(key).Count;
        _loop.RefuseCommits();
        _loop.Signal("refused");

        for (var i = 0; i < 100; i++)
        {
            _loop.Advance(TimeSpan.FromSeconds(3));
            Beat(task, $"beat {i}");
        }

        Assert.Equal(1, _loop.State().Activities.Values.Single().Attempt);
        _loop.AcceptCommits();
        Beat(task, "after");

        // The signal and the task that it asks for, and the heartbeat that came when the disk took them.
        Assert.InRange(_loop.Engine.Services.Database.ReadLog(key).Count - before, 2, 4);
        Restart();
        Assert.Contains("after", _loop.State().Activities.Values.Single().HeartbeatDetails!.Payloads_[0].Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    /// <summary>The hand-out was recorded, and no worker has it; the worker would hear by its heartbeat that it is cancelled.</summary>
    [Fact]
    public void Restarts_WithACancelledActivityThatNobodyHas_EndIt()
    {
        InHand(OfADay(TimeSpan.FromSeconds(4)));
        _loop.Signal("cancel");
        _loop.Complete(_loop.PollWorkflow()!, Does.CancelActivity(5));

        for (var i = 0; i < 3; i++)
        {
            _loop.Advance(TimeSpan.FromSeconds(2));
            Restart();
        }

        var end = _loop.History().Single(e => e.EventType == EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes;
        Assert.Equal(RetryState.CancelRequested, end.RetryState);
        Assert.NotNull(_loop.PollWorkflow());
    }

    [Fact]
    public void Restart_ThatLostTheHandOut_HandsOutAgainAndRefusesTheFirstAnswer()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        var lost = _loop.PollActivity(pump: false)!;

        Restart();

        var again = _loop.PollActivity()!;
        Assert.Equal(1, again.Attempt);
        Assert.Throws<ServiceException>(() => _loop.CompleteActivity(lost.TaskToken));
        _loop.CompleteActivity(again.TaskToken);
    }

    [Fact]
    public void Restart_WithAnActivityOfAWorkerThatEndedToo_HandsItOutAgainAtOnce()
    {
        var task = InHand(a => a.RetryPolicy = new() { MaximumAttempts = 1 });

        Restart(gone: "worker");

        Assert.Equal(1, _loop.PollActivity()!.Attempt);
        Assert.Throws<ServiceException>(() => _loop.CompleteActivity(task.TaskToken));
    }

    [Fact]
    public void Restart_WithAPausedActivity_KeepsItPausedAndItsOptions()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a", a => a.RetryPolicy = new() { NonRetryableErrorTypes = { "Bad" } }));
        var run = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = "workflow" };
        _loop.Engine.ActivityControl.UpdateOptions(new()
        {
            Namespace = "default",
            Execution = run,
            Id = "a",
            UpdateMask = new() { Paths = { "task_queue.name" } },
            ActivityOptions = new() { TaskQueue = new() { Name = "elsewhere" } },
        });
        _loop.Engine.ActivityControl.Pause(new() { Namespace = "default", Execution = run, Id = "a", Reason = "why" });
        _loop.Pump();

        Restart();

        Assert.Null(_loop.PollActivity("elsewhere"));
        Assert.Equal("why", _loop.State().Activities.Values.Single().Pause!.Reason);
        Assert.Single(_loop.Visibility.List("default", "TemporalPauseInfo = 'property:activityType=Activity'", 10, Google.Protobuf.ByteString.Empty).Records);
        _loop.Engine.ActivityControl.Unpause(new() { Namespace = "default", Execution = run, Id = "a" });
        _loop.Pump();
        Assert.Equal(["Bad"], _loop.PollActivity("elsewhere")!.RetryPolicy.NonRetryableErrorTypes);
    }

    [Fact]
    public void Restart_AfterAnActivityIdWasUsedAgain_KeepsTheAttemptsApart()
    {
        var first = InHand();
        _loop.Engine.ActivityTasks.Fail(Engine.Histories.Activities.ActivityTarget.ByToken(first.TaskToken), new() { Message = "first" }, null, "worker", null);
        _loop.Advance(TimeSpan.FromSeconds(1));
        _loop.CompleteActivity(_loop.PollActivity()!.TaskToken);
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));

        Restart();

        Assert.Equal(1, _loop.PollActivity()!.Attempt);
    }

    [Fact]
    public void Restart_WithATransientTask_GoesOnWithAnotherAttempt()
    {
        _loop.Start();
        _loop.Fail(_loop.PollWorkflow()!);

        Restart();

        Assert.Equal(2, _loop.PollWorkflow()!.Attempt);
    }

    /// <summary>A cancel request had ended the wait for the first task's time before its first attempt failed.</summary>
    [Fact]
    public void Restart_WithATransientTaskBeforeTheFirstOnesTime_DoesNotWaitForThatTime()
    {
        _loop.Start(configure: request => request.WorkflowStartDelay = TimeSpan.FromDays(300).ToDuration());
        _ = _loop.Engine.Signals.RequestCancel(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow" } });
        _loop.Pump();
        _loop.Fail(_loop.PollWorkflow()!);

        Restart();

        Assert.Equal(2, _loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void Restart_AfterClose_KeepsStatusHistoryAndIdPolicy()
    {
        var runId = _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());

        Restart();

        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.State().Status);
        Assert.Equal(5, _loop.History().Count);
        Assert.Single(_loop.Visibility.List("default", "ExecutionStatus = 'Completed'", 10, Google.Protobuf.ByteString.Empty).Records);
        var refused = Assert.Throws<ServiceException>(() => _loop.Start(configure: r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate));
        Assert.Contains(runId, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restart_BetweenAChildsStartAndItsRecord_StartsItOnce()
    {
        _loop.Start();
        // The promise is committed, and nothing of it is done before the crash.
        var task = _loop.PollWorkflow()!;
        _loop.Engine.WorkflowTasks.Complete(new() { TaskToken = task.TaskToken, Commands = { Does.StartChild("child") } });
        _loop.Engine.Services.Journal.Flush();

        Restart();

        Assert.Contains(EventType.ChildWorkflowExecutionStarted, _loop.Types());
        Assert.Equal(2, _loop.History("child").Count);
        _loop.Complete(_loop.PollWorkflow("children")!, Does.CompleteWorkflow());
        Assert.Contains(EventType.ChildWorkflowExecutionCompleted, _loop.Types());
    }

    [Fact]
    public void Restart_WithoutTheLastCommit_LosesOnlyWhatWasNotAcknowledged()
    {
        _loop.Start();
        var (_, commit) = _loop.Engine.Starts.Start(new()
        {
            Namespace = "default",
            WorkflowId = "unacknowledged",
            WorkflowType = new() { Name = "Workflow" },
            TaskQueue = new() { Name = EngineLoop.Queue },
        });
        Assert.False(commit.IsCompleted);

        Restart();

        Assert.NotNull(_loop.PollWorkflow());
        Assert.Throws<ServiceException>(() => _loop.History("unacknowledged"));
    }

    [Fact]
    public void Delete_OfARunningChild_TellsItsParentAndForgetsIt()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child"));

        _loop.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "child" } });
        _loop.Pump();

        Assert.Contains(EventType.ChildWorkflowExecutionTerminated, _loop.Types());
        Assert.Throws<ServiceException>(() => _loop.History("child"));
        Restart();
        Assert.Throws<ServiceException>(() => _loop.History("child"));
        Assert.Single(_loop.Visibility.List("default", "", 10, Google.Protobuf.ByteString.Empty).Records);
    }

    /// <summary>Whoever asks for what is the case already is told so when that is on disk, not before.</summary>
    [Fact]
    public void Cancel_OfAWorkflowWhoseEndIsNotOnDisk_IsAnsweredWithIt()
    {
        _loop.Start();
        var run = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = "workflow" };
        _ = _loop.Engine.Signals.Terminate(new() { Namespace = "default", WorkflowExecution = run });

        var answer = _loop.Engine.Signals.RequestCancel(new() { Namespace = "default", WorkflowExecution = run });

        Assert.False(answer.IsCompleted);
        _loop.Pump();
        Assert.True(answer.IsCompletedSuccessfully);
        Assert.True(_loop.Engine.Signals.RequestCancel(new() { Namespace = "default", WorkflowExecution = run }).IsCompleted);
    }

    /// <summary>The last run was forgotten, and the crash came before the promise to do so was crossed out.</summary>
    [Fact]
    public void Restart_BetweenADeletionAndItsRecord_LeavesTheNextRunAlone()
    {
        _loop.Start();
        var key = _loop.Engine.Runs.Get("default", "workflow", "").Key;
        _loop.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow" } });
        _loop.Pump();
        var promise = new Engine.Storage.WriteBatch();
        promise.Outbox.Add(new(7, (int)Engine.Histories.Transactions.OutboxKind.Forget, key, 0));
        _loop.Engine.Services.Database.Write([promise]);
        Assert.Empty(_loop.Engine.Services.Database.FindFaults(withIndexes: true));

        _loop.Dispose();
        _loop = new EngineLoop(_file, _loop.Time, epoch: ++_epoch, seed: (int)_epoch, pump: false);
        _loop.Start();

        Assert.NotNull(_loop.PollWorkflow());
    }

    private Temporalio.Api.WorkflowService.V1.PollActivityTaskQueueResponse InHand(
        Action<Temporalio.Api.Command.V1.ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a", configure));
        return _loop.PollActivity()!;
    }

    private void Beat(Temporalio.Api.WorkflowService.V1.PollActivityTaskQueueResponse task, string details)
    {
        _loop.Engine.ActivityTasks.Heartbeat(Engine.Histories.Activities.ActivityTarget.ByToken(task.TaskToken), Engine.Kernel.PayloadValues.TextPayloads(details), "worker");
        _loop.Pump();
    }

    private static Action<Temporalio.Api.Command.V1.ScheduleActivityTaskCommandAttributes> OfADay(TimeSpan heartbeat) => activity =>
    {
        activity.StartToCloseTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromDays(1));
        activity.HeartbeatTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(heartbeat);
    };

    /// <summary>The process dies: what was not flushed is gone.</summary>
    private void Restart(string gone = "", TimeSpan away = default)
    {
        var time = _loop.Time;
        _loop.Dispose();
        time.Advance(away);
        _loop = new EngineLoop(_file, time, epoch: ++_epoch, seed: (int)_epoch, gone: gone, away: away);
    }
}
