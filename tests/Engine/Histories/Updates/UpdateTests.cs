using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Histories.Updates;

public sealed class UpdateTests : IDisposable
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    private readonly EngineLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task Update_Rejected_WritesNothingToTheLog()
    {
        StartAndStep();
        var before = _loop.Engine.Services.Database.ReadLog(1).Count;

        var answer = _loop.Update();
        var task = _loop.PollWorkflow()!;
        var reply = _loop.Answer(task, [Does.Reject()]);

        Assert.Equal(3, reply.ResetHistoryEventId);
        Assert.Equal("no", (await answer).Outcome.Failure.Message);
        Assert.Equal(4, _loop.History().Count);
        Assert.Equal(before, _loop.Engine.Services.Database.ReadLog(1).Count);
    }

    [Fact]
    public async Task Update_ServersPatienceEnds_TellsTheStage()
    {
        StartAndStep();
        var answer = _loop.Update();

        _loop.Advance(LongPoll);

        Assert.Equal(UpdateWorkflowExecutionLifecycleStage.Admitted, (await answer).Stage);
        var accepted = _loop.Update(stage: Accepted);
        _loop.Answer(_loop.PollWorkflow()!, [Does.Accept()]);
        Assert.Equal(Accepted, (await accepted).Stage);
        var outcome = _loop.PollUpdate();
        _loop.Advance(LongPoll);
        Assert.Equal(Accepted, (await outcome).Stage);
    }

    [Fact]
    public void SpeculativeTask_ThatNobodyPolls_BecomesANormalOneAfterFiveSeconds()
    {
        StartAndStep();
        _ = _loop.Update();
        Assert.Equal(4, _loop.History().Count);

        _loop.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowTaskTimedOut, EventType.WorkflowTaskScheduled], _loop.Types().Skip(4));
        Assert.Single(_loop.PollWorkflow()!.Messages);
    }

    [Fact]
    public async Task SpeculativeTask_WhoseReplyWasLost_IsHandedOutAgainWithItsMessages()
    {
        StartAndStep();
        var answer = _loop.Update();
        var lost = _loop.PollWorkflow()!;

        _loop.Engine.WorkflowTasks.Return(lost.TaskToken);
        _loop.Pump();

        var task = _loop.PollWorkflow()!;
        Assert.Equal(lost.Messages, task.Messages);
        Assert.Throws<ServiceException>(() => _loop.Answer(lost, [Does.Reject()]));
        _loop.Answer(task, [Does.Accept(), Does.Finish()]);
        Assert.Equal(UpdateWorkflowExecutionLifecycleStage.Completed, (await answer).Stage);
    }

    [Fact]
    public void SpeculativeTask_WithAnActivityStartedMeanwhile_IsInHistory()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        _ = _loop.Update();
        var task = _loop.PollWorkflow()!;

        _loop.PollActivity();
        _loop.Answer(task, [Does.Reject()]);

        Assert.Equal(
            [EventType.ActivityTaskScheduled, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted],
            _loop.Types().Skip(4));
    }

    [Fact]
    public async Task SpeculativeTask_OfAChildBeforeItsFirstTask_DoesNotSwallowIt()
    {
        _loop.Start();
        var task = _loop.PollWorkflow()!;
        _loop.Engine.WorkflowTasks.Complete(new() { TaskToken = task.TaskToken, Commands = { Does.StartChild("child") } });
        _loop.Engine.Services.Journal.Flush();
        Assert.True(_loop.Engine.Outbox.TryRead(out var startChild));
        _loop.Engine.Deliveries.Deliver(startChild);
        var answer = _loop.Engine.Updates.Ask(
            new()
            {
                Namespace = "default",
                WorkflowExecution = new() { WorkflowId = "child" },
                Request = new() { Meta = new() { UpdateId = "early" }, Input = new() { Name = "Change" } },
            },
            CancellationToken.None);
        _loop.Pump();

        _loop.Answer(_loop.PollWorkflow("children")!, [Does.Reject("early")]);

        Assert.Equal("no", (await answer).Outcome.Failure.Message);
        Assert.Equal(1, _loop.Types("child").Count(type => type == EventType.WorkflowTaskCompleted));
    }

    [Fact]
    public void Total_OverItsLimit_IsRefusedAndSuggestedBefore()
    {
        using var loop = new EngineLoop(limits: new EngineLimits { TotalUpdates = 10 });
        loop.Start();
        loop.Complete(loop.PollWorkflow()!);
        for (var i = 1; i <= 10; i++)
        {
            _ = loop.Update($"u{i}", Accepted);
            var task = loop.PollWorkflow()!;
            var started = task.History.Events[^1].WorkflowTaskStartedEventAttributes;
            Assert.Equal(i >= 9 ? [SuggestContinueAsNewReason.TooManyUpdates] : [], started.SuggestContinueAsNewReasons);
            loop.Answer(task, [Does.Accept($"u{i}"), Does.Finish($"u{i}")]);
        }

        var refused = loop.Update("u11").Exception!.InnerException;

        Assert.Equal(StatusCode.FailedPrecondition, Assert.IsType<ServiceException>(refused).Code);
        Assert.StartsWith("The limit on the total number of distinct updates in this workflow has been reached (10).", refused.Message, StringComparison.Ordinal);
        Assert.True(loop.Update("u10").IsCompletedSuccessfully);
    }

    [Fact]
    public void Payloads_OverTheirLimit_AreRefused()
    {
        using var loop = new EngineLoop(limits: new EngineLimits { InFlightUpdateBytes = 20 });
        loop.Start();

        var refused = loop.Update(new string('u', 30)).Exception!.InnerException;

        Assert.Equal("limit on total payload size of in-flight updates has been reached (20 bytes)", Assert.IsType<ServiceException>(refused).Message);
    }

    [Fact]
    public void AdmittedInHistory_ReachesTheWorkerByItsEvent()
    {
        StartAndStep();
        AdmitByReset(_loop, "carried");

        var task = _loop.PollWorkflow()!;

        Assert.Empty(task.Messages);
        Assert.Contains(task.History.Events, e => e.EventType == EventType.WorkflowExecutionUpdateAdmitted);
        _loop.Answer(task, [Does.Accept("carried"), Does.Finish("carried")]);
        var accepted = _loop.History().Single(e => e.EventType == EventType.WorkflowExecutionUpdateAccepted).WorkflowExecutionUpdateAcceptedEventAttributes;
        Assert.Null(accepted.AcceptedRequest);
        Assert.Equal("carried/request", accepted.AcceptedRequestMessageId);
    }

    /// <summary>What a reset does with an update of the run that it replaces.</summary>
    internal static void AdmitByReset(EngineLoop loop, string id)
    {
        var handle = loop.Engine.Runs.Get("default", "workflow", "");
        lock (handle.Workflow.Gate)
        {
            var unit = loop.Engine.Core.Begin();
            var transaction = unit.Open(loop.Engine.Runs.Load(handle));
            transaction.AdmitUpdate(new() { Meta = new() { UpdateId = id }, Input = new() { Name = "Change" } }, UpdateAdmittedEventOrigin.Reapply);
            transaction.EnsureWorkflowTask();
            unit.Commit();
        }

        loop.Pump();
    }

    private void StartAndStep()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!);
    }
}
