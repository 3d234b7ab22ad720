using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Updates, and the workflow tasks that exist for them alone.</summary>
public sealed class SpeculativeUpdatesTests : PitfallLoop
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;

    public SpeculativeUpdatesTests()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!);
    }

    [Fact]
    public async Task Rejection_LeavesNoTrace_AndTheWorkerIsToldWhereToGoBack()
    {
        var answer = Loop.Update();
        var task = Loop.PollWorkflow()!;
        var message = Assert.Single(task.Messages);
        Assert.Equal(("update/request", "update", 5L), (message.Id, message.ProtocolInstanceId, message.EventId));

        var reply = Loop.Answer(task, [Does.Reject()]);

        Assert.Equal(3, reply.ResetHistoryEventId);
        Assert.Equal(4, Loop.History().Count);
        Assert.Equal((UpdateWorkflowExecutionLifecycleStage.Completed, "no"), ((await answer).Stage, (await answer).Outcome.Failure.Message));
        Assert.Equal("update \"update\" not found", (await Assert.ThrowsAsync<ServiceException>(() => Loop.PollUpdate())).Message);
    }

    [Fact]
    public void Acceptance_StoresTheRequestAndWhereItWasPut()
    {
        _ = Loop.Update();
        Loop.Answer(Loop.PollWorkflow()!, [Does.Accept()]);

        var accepted = Single(EventType.WorkflowExecutionUpdateAccepted).WorkflowExecutionUpdateAcceptedEventAttributes;

        Assert.Equal(("update", "update/request", "Change"), (accepted.ProtocolInstanceId, accepted.AcceptedRequestMessageId, accepted.AcceptedRequest.Input.Name));
        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionUpdateAccepted],
            Loop.Types().Skip(4));
    }

    [Fact]
    public void AnyWrite_MakesTheSpeculativeTaskANormalOne()
    {
        _ = Loop.Update();
        var task = Loop.PollWorkflow()!;

        Loop.Signal("meanwhile");

        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], Loop.Types().Skip(4));
        Assert.Equal(0, Loop.Answer(task, [Does.Reject()]).ResetHistoryEventId);
        Assert.Equal([EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], Loop.Types().TakeLast(3));
    }

    [Fact]
    public void NobodyStartsIt_AfterFiveSecondsANormalTaskFollows()
    {
        _ = Loop.Update();

        Loop.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(4, Loop.History().Count);
        Loop.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowTaskTimedOut, EventType.WorkflowTaskScheduled], Loop.Types().Skip(4));
        Assert.Equal(TimeoutType.ScheduleToStart, Single(EventType.WorkflowTaskTimedOut).WorkflowTaskTimedOutEventAttributes.TimeoutType);
    }

    [Fact]
    public async Task SameId_IsOneUpdate()
    {
        var (first, second) = (Loop.Update(), Loop.Update());
        var task = Loop.PollWorkflow()!;
        Assert.Single(task.Messages);
        Loop.Answer(task, [Does.Accept(), Does.Finish()]);

        var third = Loop.Update();

        Assert.All(await Task.WhenAll(first, second, third), answer => Assert.NotNull(answer.Outcome.Success));
        Assert.Equal(1, Loop.Types().Count(type => type == EventType.WorkflowExecutionUpdateAccepted));
    }

    [Fact]
    public async Task StageAdmitted_CannotBeWaitedFor()
    {
        var refused = await Assert.ThrowsAsync<ServiceException>(() => Loop.Update(stage: UpdateWorkflowExecutionLifecycleStage.Admitted));

        Assert.Equal(StatusCode.PermissionDenied, refused.Code);
    }

    [Fact]
    public async Task AfterTwentySeconds_TheServerSaysHowFarItIs()
    {
        var answer = Loop.Update();
        Loop.Advance(TimeSpan.FromSeconds(19));
        Assert.False(answer.IsCompleted);
        Loop.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(UpdateWorkflowExecutionLifecycleStage.Admitted, (await answer).Stage);
        Assert.Null((await answer).Outcome);
    }

    [Fact]
    public async Task ClosedWorkflow_StillAnswersACompletedUpdate()
    {
        _ = Loop.Update();
        Loop.Answer(Loop.PollWorkflow()!, [Does.Accept(), Does.Finish()]);
        Loop.Signal("end");
        Loop.Complete(Loop.PollWorkflow()!, Does.CompleteWorkflow());

        Assert.NotNull((await Loop.Update()).Outcome.Success);
        Assert.Equal("workflow execution already completed", (await Assert.ThrowsAsync<ServiceException>(() => Loop.Update("other"))).Message);
    }

    [Fact]
    public async Task Close_EndsEachStageInItsWay()
    {
        var accepted = Loop.Update("accepted");
        Loop.Answer(Loop.PollWorkflow()!, [Does.Accept("accepted")]);
        var sent = Loop.Update("sent");
        var task = Loop.PollWorkflow()!;

        Loop.Complete(task, Does.ContinueAsNew());

        Assert.Equal("AcceptedUpdateCompletedWorkflow", (await accepted).Outcome.Failure.ApplicationFailureInfo.Type);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<ServiceException>(() => sent)).Code);
    }

    [Fact]
    public async Task ElevenInFlight_AreOneTooMany()
    {
        for (var i = 1; i <= 10; i++)
        {
            _ = Loop.Update($"u{i}", Accepted);
        }

        var refused = await Assert.ThrowsAsync<ServiceException>(() => Loop.Update("u11"));

        Assert.Equal(
            (StatusCode.ResourceExhausted, "limit on number of concurrent in-flight updates has been reached (10)"), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task ThirdAttempt_FailsUpdatesFast()
    {
        Loop.Signal("wake");
        Loop.Fail(Loop.PollWorkflow()!);
        Loop.Fail(Loop.PollWorkflow()!);

        var refused = await Assert.ThrowsAsync<ServiceException>(() => Loop.Update());

        Assert.Equal(
            (StatusCode.FailedPrecondition, "Unable to perform workflow execution update due to Workflow Task in failed state."), (refused.Code, refused.Message));
    }

    [Fact]
    public void CompletionBeforeAcceptance_FailsTheTask()
    {
        _ = Loop.Update();

        var refused = Assert.Throws<ServiceException>(() => Loop.Answer(Loop.PollWorkflow()!, [Does.Finish()]));

        Assert.Equal(
            "BadUpdateWorkflowExecutionMessage: invalid state transition attempted for Update update: received *update.Response message while in state Sent",
            refused.Message);
        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed], Loop.Types().Skip(4));
    }

    [Fact]
    public void AcceptanceThatCarriesItsRequest_BringsAForgottenUpdateBack()
    {
        Loop.Signal("wake");
        var request = new Request { Meta = new() { UpdateId = "forgotten" }, Input = new() { Name = "Change" } };
        var accept = new Message
        {
            Id = "m",
            ProtocolInstanceId = "forgotten",
            Body = Google.Protobuf.WellKnownTypes.Any.Pack(
                new Acceptance { AcceptedRequest = request, AcceptedRequestMessageId = "forgotten/request", AcceptedRequestSequencingEventId = 1 }),
        };

        Loop.Answer(Loop.PollWorkflow()!, [accept]);

        Assert.Equal(request, Single(EventType.WorkflowExecutionUpdateAccepted).WorkflowExecutionUpdateAcceptedEventAttributes.AcceptedRequest);
    }
}
