using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class WorkflowTaskTests : IDisposable
{
    private readonly EngineLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Start_WithWorker_HandsOutTheWholeHistory()
    {
        _loop.Start();

        var task = _loop.PollWorkflow();

        Assert.NotNull(task);
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted],
            task.History.Events.Select(e => e.EventType));
        Assert.Equal(3, task.StartedEventId);
    }

    [Fact]
    public void Completion_ThatChangesNothingThatListsShow_LeavesThemAlone()
    {
        _loop.Start();
        Step("build");
        var shown = Shown();

        Step("build");
        Assert.Same(shown, Shown());
        Step("other build");
        Assert.NotSame(shown, Shown());

        void Step(string build)
        {
            _loop.Signal("go");
#pragma warning disable CS0612 // Deprecated by Temporal, and still how workers without a deployment name their build.
            _loop.Complete(_loop.PollWorkflow()!, request => request.WorkerVersionStamp = new() { BuildId = build });
#pragma warning restore CS0612
        }

        object Shown() => Assert.Single(_loop.Visibility.List("default", "", 10, Google.Protobuf.ByteString.Empty).Records);
    }

    [Fact]
    public void Failure_OnTheNormalQueue_MakesTheNextTaskTransient()
    {
        _loop.Start();
        _loop.Fail(_loop.PollWorkflow()!);
        var written = _loop.History().Count;

        var second = _loop.PollWorkflow()!;

        Assert.Equal(2, second.Attempt);
        Assert.Equal(EventType.WorkflowTaskStarted, second.History.Events[^1].EventType);
        Assert.Equal(written, _loop.History().Count);

        _loop.Fail(second);
        Assert.Equal(written, _loop.History().Count);
        var third = _loop.PollWorkflow()!;
        _loop.Complete(third, Does.CompleteWorkflow());
        var scheduled = _loop.History().Last(e => e.EventType == EventType.WorkflowTaskScheduled);
        Assert.Equal(3, scheduled.WorkflowTaskScheduledEventAttributes.Attempt);
    }

    [Fact]
    public void TransientTask_WithASignalBeforeItsStart_BecomesANormalTask()
    {
        _loop.Start();
        _loop.Fail(_loop.PollWorkflow()!);
        _loop.Signal("news");

        var task = _loop.PollWorkflow()!;

        Assert.Equal(1, task.Attempt);
        Assert.Equal(
            [EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted],
            _loop.Types().TakeLast(3));
    }

    [Fact]
    public void SignalsWhileATaskRuns_AreBufferedAndBlockClosing()
    {
        _loop.Start();
        var task = _loop.PollWorkflow()!;
        _loop.Signal("a");
        Assert.DoesNotContain(EventType.WorkflowExecutionSignaled, _loop.Types());

        var refused = Assert.Throws<ServiceException>(() => _loop.Complete(task, Does.CompleteWorkflow()));

        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal(
            [EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], _loop.Types().TakeLast(3));
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.State().Status);
    }

    [Fact]
    public void ClosingWorkflow_AfterUnhandledCommand_RefusesFurtherSignals()
    {
        _loop.Start();
        var first = _loop.PollWorkflow()!;
        _loop.Signal("a");
        Assert.Throws<ServiceException>(() => _loop.Complete(first, Does.CompleteWorkflow()));
        _loop.PollWorkflow();

        var refused = Assert.Throws<ServiceException>(() => _loop.Signal("b"));

        Assert.Equal(StatusCode.ResourceExhausted, refused.Code);
    }

    [Fact]
    public void CancelledTimer_WhoseFiringIsBuffered_UnblocksClosing()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromSeconds(5)), Does.StartTimer("wake", TimeSpan.FromSeconds(1)));
        _loop.Advance(TimeSpan.FromSeconds(1));
        var task = _loop.PollWorkflow()!;
        _loop.Advance(TimeSpan.FromSeconds(5));

        _loop.Complete(task, Does.CancelTimer("t"), Does.CompleteWorkflow());

        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.State().Status);
        Assert.Equal(1, _loop.Types().Count(type => type == EventType.TimerFired));
    }

    [Fact]
    public void BufferedClosures_AreOrderedAfterSignals()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        var activity = _loop.PollActivity()!;
        _loop.Signal("first");
        var task = _loop.PollWorkflow()!;
        _loop.CompleteActivity(activity.TaskToken);
        _loop.Signal("second");

        _loop.Complete(task);

        Assert.Equal(
            [
                EventType.WorkflowTaskCompleted, EventType.ActivityTaskStarted, EventType.WorkflowExecutionSignaled,
                EventType.ActivityTaskCompleted, EventType.WorkflowTaskScheduled,
            ],
            _loop.Types().TakeLast(5));
        var completed = _loop.History().Single(e => e.EventType == EventType.ActivityTaskCompleted).ActivityTaskCompletedEventAttributes;
        Assert.Equal(EventType.ActivityTaskStarted, _loop.History()[(int)completed.StartedEventId - 1].EventType);
    }

    [Fact]
    public void StartedTask_NotAnswered_TimesOutAndIsHandedOutAgain()
    {
        _loop.Start();
        var task = _loop.PollWorkflow()!;

        _loop.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(EventType.WorkflowTaskTimedOut, _loop.Types().Last());
        Assert.Throws<ServiceException>(() => _loop.Complete(task, Does.CompleteWorkflow()));
        Assert.Equal(2, _loop.PollWorkflow()!.Attempt);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 10)]
    [InlineData(4, 15)]
    [InlineData(5, 20)]
    [InlineData(6, 30)]
    [InlineData(40, 610)]
    public void TaskTimeout_GrowsAfterTheThirdAttempt(int attempt, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), Engine.Histories.Transactions.RunTransaction.StartToCloseTimeout(TimeSpan.FromSeconds(10), attempt));

    [Fact]
    public void Heartbeat_ForcesANewTaskInTheReply()
    {
        _loop.Start();

        var response = _loop.Complete(_loop.PollWorkflow()!, request =>
        {
            request.ForceCreateNewWorkflowTask = true;
            request.ReturnNewWorkflowTask = true;
        });

        Assert.Equal(6, response.WorkflowTask.StartedEventId);
        Assert.Equal(4, response.WorkflowTask.History.Events[0].EventId);
    }

    [Fact]
    public void EmptyHeartbeats_ForHalfAnHour_TimeTheTaskOut()
    {
        _loop.Start();
        var task = _loop.PollWorkflow()!;
        for (var i = 0; i < 225; i++)
        {
            _loop.Advance(TimeSpan.FromSeconds(8));
            task = _loop.Complete(task, request => (request.ForceCreateNewWorkflowTask, request.ReturnNewWorkflowTask) = (true, true)).WorkflowTask;
        }

        _loop.Advance(TimeSpan.FromSeconds(8));

        var ended = Assert.Throws<ServiceException>(() => _loop.Complete(task, request => request.ForceCreateNewWorkflowTask = true));
        Assert.Equal(StatusCode.NotFound, ended.Code);
    }

    [Fact]
    public void StickyTask_PollerGone_FallsBackAfterItsTimeout()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, request => request.StickyAttributes = new StickyExecutionAttributes
        {
            WorkerTaskQueue = new TaskQueue { Name = "sticky", Kind = TaskQueueKind.Sticky },
            ScheduleToStartTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(5)),
        });
        Assert.Null(_loop.PollWorkflow("sticky"));
        _loop.Signal("wake");
        Assert.Null(_loop.PollWorkflow());

        _loop.Advance(TimeSpan.FromSeconds(5));

        var task = _loop.PollWorkflow()!;
        Assert.Equal(1, task.History.Events[0].EventId);
        Assert.Contains(EventType.WorkflowTaskTimedOut, _loop.Types());
    }

    [Fact]
    public void UndeliveredTask_GoesBackAndLeavesNoTrace()
    {
        _loop.Start();
        var lost = _loop.PollWorkflow()!;

        _loop.Engine.WorkflowTasks.Return(lost.TaskToken);
        _loop.Pump();

        Assert.Equal(2, _loop.History().Count);
        var task = _loop.PollWorkflow()!;
        Assert.Equal(3, task.StartedEventId);
        Assert.Throws<ServiceException>(() => _loop.Complete(lost, Does.CompleteWorkflow()));
        _loop.Complete(task, Does.CompleteWorkflow());
    }

    [Fact]
    public void RefusedBatch_LeavesNoTraceOfItsGoodCommands()
    {
        _loop.Start();

        Assert.Throws<ServiceException>(() => _loop.Complete(
            _loop.PollWorkflow()!, Does.ScheduleActivity("a"), Does.StartTimer("t", TimeSpan.FromSeconds(1)), Does.StartTimer("t", TimeSpan.FromSeconds(1))));

        Assert.Equal(EventType.WorkflowTaskFailed, _loop.Types().Last());
        Assert.Empty(_loop.State().Activities);
        Assert.Empty(_loop.State().Timers);
    }

    [Fact]
    public void HistoryCount_OverTheSuggestion_TellsTheWorker()
    {
        using var loop = new EngineLoop(limits: new EngineLimits { HistoryCountSuggestContinueAsNew = 3 });
        loop.Start();

        Assert.True(loop.PollWorkflow()!.History.Events[^1].WorkflowTaskStartedEventAttributes.SuggestContinueAsNew);
    }

    [Fact]
    public void ActivityInput_OverTheBlobLimit_TerminatesTheWorkflow()
    {
        using var loop = new EngineLoop(limits: new EngineLimits { BlobSizeError = 10 });
        loop.Start();

        Assert.Throws<ServiceException>(() => loop.Complete(
            loop.PollWorkflow()!, Does.ScheduleActivity("a", a => a.Input = Engine.Kernel.PayloadValues.TextPayloads("much too long for this"))));

        var terminated = loop.History()[^1].WorkflowExecutionTerminatedEventAttributes;
        Assert.Equal("BadScheduleActivityAttributes: ScheduleActivityTaskCommandAttributes.Input exceeds size limit.", terminated.Reason);
    }
}
