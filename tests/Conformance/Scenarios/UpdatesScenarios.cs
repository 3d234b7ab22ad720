using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>The ways of an update from its request to its outcome, by raw calls.</summary>
public sealed class UpdatesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;

    [Theory, Scenario]
    public Task AcceptedAndCompleted_OnOneTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        run.Record("reply to the worker", await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete()));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OnTheFirstTask_IsNotSpeculative(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        await worker.AnswerAsync(task, Updates.Reject(task));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AcceptedNow_CompletedLater(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run, stage: Accepted);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task));
        run.Record("accepted", await answer);
        run.Record("polled at once", await Updates.PollAsync(run, stage: UpdateWorkflowExecutionLifecycleStage.Unspecified));
        var outcome = Updates.PollAsync(run);
        await worker.SignalAsync("go on");
        await worker.AnswerAsync(await worker.PollAsync(), Updates.Fail(Failures.Application("did not work")));
        run.Record("polled", await outcome);
        run.Record("asked again", await Updates.AskAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Rejected_LeavesNoTrace(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        worker.RecordTask("speculative task", task);
        run.Record("reply to the worker", await worker.AnswerAsync(task, Updates.Reject(task)));
        run.Record("answer", await answer);
        await run.RecordErrorAsync("polled", () => Updates.PollAsync(run));
        await run.RecordHistoryAsync(document: "history after the rejection");
        var again = await Updates.BeginAsync(run);
        var next = await worker.PollAsync();
        worker.RecordTask("next task", next);
        await worker.AnswerAsync(next, Updates.Accept(next), Updates.Complete());
        run.Record("answer to the second", await again);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RejectedAfterEvents_KeepsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("long", 3600));
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        run.Record("reply to the worker", await worker.AnswerAsync(task, Updates.Reject(task)));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RejectedAfterEvents_ByAWorkerThatCanRepeatThem_LeavesNoTrace(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync([.. Enumerable.Range(0, 9).Select(i => StartTimer($"long {i}", 3600))]);
        await RejectAsync("first");
        var wake = await Updates.BeginAsync(run, "kept");
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Repeating, Updates.Accept(task, "kept"), Updates.Complete("kept"));
        await wake;
        await worker.SignalAsync("more");
        await worker.StepAsync([.. Enumerable.Range(0, 11).Select(i => StartTimer($"longer {i}", 3600))]);
        await RejectAsync("second");
        await run.RecordHistoryAsync();

        async Task RejectAsync(string id)
        {
            var answer = await Updates.BeginAsync(run, id);
            var speculative = await worker.PollAsync();
            run.Record($"reply to {id}", await worker.AnswerAsync(speculative, Repeating, Updates.Reject(speculative, id)));
            run.Record($"answer to {id}", await answer);
        }
    });

    [Theory, Scenario]
    public Task SignalledWhileSpeculative_BecomesANormalTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        await worker.SignalAsync("meanwhile");
        await run.RecordHistoryAsync(document: "history with the task started");
        run.Record("reply to the worker", await worker.AnswerAsync(task, Updates.Reject(task)));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SignalledBeforeTheSpeculativeTaskStarts_BecomesANormalTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        await worker.SignalAsync("meanwhile");
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        await worker.AnswerAsync(task, Updates.Reject(task));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SameId_JoinsTheFirst(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var first = await Updates.BeginAsync(run);
        var second = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        var third = await Updates.BeginAsync(run);
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("first", await first);
        run.Record("second", await second);
        run.Record("third", await third);
        run.Record("later", await Updates.AskAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SeveralOnOneTask_ComeInOrder(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var (a, b, c) = (await Updates.BeginAsync(run, "a"), await Updates.BeginAsync(run, "b"), await Updates.BeginAsync(run, "c"));
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        await worker.AnswerAsync(
            task, Updates.Accept(task, "b"), Updates.Reject(task, "a"), Updates.Accept(task, "c"), Updates.Complete("c"), Updates.Complete("b"));
        run.Record("a", await a);
        run.Record("b", await b);
        run.Record("c", await c);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AmongCommands_StandsInItsPlace(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        var (accept, complete) = (Updates.Accept(task), Updates.Complete());
        await worker.CompleteAsync(
            task, r => r.Messages.Add([accept, complete]),
            StartTimer("before", 3600), Updates.Place(accept), RecordMarker("between"), Updates.Place(complete), StartTimer("after", 3600));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithoutCommands_FollowsThem(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        await worker.CompleteAsync(task, r => r.Messages.Add([Updates.Accept(task), Updates.Complete()]), StartTimer("before", 3600));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NotAnsweredByTheWorker_IsRejected(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        run.Record("reply to the worker", await worker.AnswerAsync(await worker.PollAsync()));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WhileATaskRuns_ComesWithTheNextInTheReply(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await worker.SignalAsync("wake");
        var task = await worker.PollAsync();
        var answer = await Updates.BeginAsync(run);
        var reply = await worker.CompleteAsync(task, r => r.ReturnNewWorkflowTask = true);
        worker.RecordTask("task in the reply", reply.WorkflowTask);
        run.Record("reply to the rejection", await worker.AnswerAsync(reply.WorkflowTask, Updates.Reject(reply.WorkflowTask)));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WhileATaskRuns_WithoutInlineTasks_ComesWithANormalOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await worker.SignalAsync("wake");
        var task = await worker.PollAsync();
        var answer = await Updates.BeginAsync(run);
        await worker.CompleteAsync(task);
        var next = await worker.PollAsync();
        await worker.AnswerAsync(next, Updates.Reject(next));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DuringAHeartbeat_OnlyNewOnesAreSent(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var first = await Updates.BeginAsync(run, "first");
        var task = await worker.PollAsync();
        var second = await Updates.BeginAsync(run, "second");
        var beat = await worker.CompleteAsync(task, Heartbeat);
        worker.RecordTask("task after the heartbeat", beat.WorkflowTask);
        await worker.AnswerAsync(
            beat.WorkflowTask, Updates.Accept(task, "first"), Updates.Complete("first"), Updates.Accept(beat.WorkflowTask, "second"), Updates.Complete("second"));
        run.Record("first", await first);
        run.Record("second", await second);
        await run.RecordHistoryAsync();

        static void Heartbeat(RespondWorkflowTaskCompletedRequest request) =>
            (request.ForceCreateNewWorkflowTask, request.ReturnNewWorkflowTask) = (true, true);
    });

    [Theory, Scenario]
    public Task DuringAStartDelay_IsServedAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(5));
        var rejected = await Updates.BeginAsync(run, "rejected");
        var speculative = await worker.PollAsync();
        worker.RecordTask("speculative task", speculative);
        run.Record("reply to the worker", await worker.AnswerAsync(speculative, Updates.Reject(speculative, "rejected")));
        run.Record("rejected", await rejected);
        var accepted = await Updates.BeginAsync(run, "accepted");
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task, "accepted"), Updates.Complete("accepted"));
        run.Record("accepted", await accepted);
        await worker.SignalAsync("end");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NobodyAnswers_TheServerTellsHowFarItIs(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = Updates.AskAsync(run);
        run.Record("caller with little patience", await DeadlineAsync());
        run.Record("answer", await answer);
        run.Record("polled", await Updates.PollAsync(run, stage: UpdateWorkflowExecutionLifecycleStage.Unspecified));
        await run.RecordHistoryAsync();

        async Task<string> DeadlineAsync()
        {
            var impatient = await Assert.ThrowsAsync<Temporalio.Exceptions.RpcException>(
                () => run.Service.UpdateWorkflowExecutionAsync(Updates.Request(run), ScenarioRun.Rpc(1)));
            return impatient.Code.ToString();
        }
    });

    [Theory, Scenario]
    public Task SpeculativeTask_NotAnsweredInTime_TimesOutAndIsSentAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run, r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(2));
        var answer = await Updates.BeginAsync(run);
        await worker.PollAsync();
        var task = await worker.PollAsync();
        worker.RecordTask("second attempt", task);
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SpeculativeTask_FailedByTheWorker_IsSentAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        await worker.FailAsync(await worker.PollAsync());
        await run.RecordHistoryAsync(document: "history after the failure");
        var task = await worker.PollAsync();
        worker.RecordTask("second attempt", task);
        await worker.AnswerAsync(task, Updates.Reject(task));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TaskKeepsFailing_UpdatesFailFast(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.FailAsync(await worker.PollAsync(), "first");
        await worker.FailAsync(await worker.PollAsync(), "second");
        await worker.PollAsync();
        await run.RecordErrorAsync("update", () => Updates.AskAsync(run));
    });

    [Theory, Scenario]
    public Task HistoryWhileSpeculative_ShowsTheTaskToWorkers(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        await run.RecordHistoryAsync(document: "history with the task scheduled");
        var task = await worker.PollAsync();
        await run.RecordHistoryAsync(document: "history with the task started");
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).PendingWorkflowTask);
        await worker.AnswerAsync(task, Updates.Reject(task));
        await answer;
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RequestId_ShowsInTheDescription(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var request = Updates.Request(run, configure: r => r.Request.RequestId = "request-of-the-update");
        var answer = run.Service.UpdateWorkflowExecutionAsync(request, ScenarioRun.Rpc());
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        await run.RecordHistoryAsync();
    });

    private static void Repeating(RespondWorkflowTaskCompletedRequest request) =>
        request.Capabilities = new() { DiscardSpeculativeWorkflowTaskWithEvents = true };
}
