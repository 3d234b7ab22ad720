using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What becomes of updates when their workflow ends, their worker errs, or there are too many of them.</summary>
public sealed class UpdateEndingsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;

    [Theory, Scenario]
    public Task WorkflowCompletes_WithoutAnswering(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        await worker.CompleteAsync(await worker.PollAsync(), CompleteWorkflow());
        await run.RecordErrorAsync("update", () => answer);
        await run.RecordErrorAsync("unknown update", () => Updates.AskAsync(run, "another"));
        await run.RecordErrorAsync("polled", () => Updates.PollAsync(run, "another"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WorkflowCompletes_AfterAccepting(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, r => r.Commands.Add(CompleteWorkflow()), Updates.Accept(task));
        run.Record("answer", await answer);
        run.Record("polled", await Updates.PollAsync(run));
        run.Record("asked again", await Updates.AskAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WorkflowCompletes_InTheTaskThatCompletesTheUpdate(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, r => r.Commands.Add(CompleteWorkflow()), Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        run.Record("polled", await Updates.PollAsync(run));
        run.Record("asked again", await Updates.AskAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WorkflowCompletes_BeforeTheMessages(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var (rejected, accepted) = (await Updates.BeginAsync(run, "rejected"), await Updates.BeginAsync(run, "accepted"));
        var task = await worker.PollAsync();
        await worker.CompleteAsync(
            task, r => r.Messages.Add([Updates.Reject(task, "rejected"), Updates.Accept(task, "accepted")]), CompleteWorkflow());
        run.Record("rejected", await rejected);
        await run.RecordErrorAsync("accepted too late", () => accepted);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Terminated_WithUpdatesInEveryStage(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var accepted = await Updates.BeginAsync(run, "accepted");
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task, "accepted"));
        var sent = await Updates.BeginAsync(run, "sent");
        await worker.PollAsync();
        var admitted = await Updates.BeginAsync(run, "admitted");
        await worker.TerminateAsync();
        run.Record("accepted", await accepted);
        await run.RecordErrorAsync("sent", () => sent);
        await run.RecordErrorAsync("admitted", () => admitted);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TerminatedBeforeTheSpeculativeTaskStarts(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run);
        await worker.TerminateAsync();
        await run.RecordErrorAsync("update", () => answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ContinuesAsNew_WithUpdatesInEveryStage(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync();
        var accepted = await Updates.BeginAsync(run, "accepted");
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task, "accepted"));
        var sent = await Updates.BeginAsync(run, "sent");
        task = await worker.PollAsync();
        var admitted = await Updates.BeginAsync(run, "admitted");
        await worker.CompleteAsync(task, ContinueAsNew(worker.TaskQueue));
        run.Record("accepted", await accepted);
        await run.RecordErrorAsync("sent", () => sent);
        await run.RecordErrorAsync("admitted", () => admitted);
        await run.RecordHistoryAsync(runId: first);
    });

    [Theory, Scenario]
    public Task RefusedAnswer_FailsTheUpdatesThatWereSent(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var sent = await Updates.BeginAsync(run, "sent");
        var task = await worker.PollAsync();
        var admitted = await Updates.BeginAsync(run, "admitted");
        await run.RecordErrorAsync("refused", () => worker.CompleteAsync(task, StartTimer("", 1)));
        await run.RecordErrorAsync("sent", () => sent);

        // The real server drops what it had admitted and asks itself again: the next task is to carry it.
        await Task.Delay(1500);
        var next = await worker.PollAsync();
        worker.RecordTask("next task", next);
        await worker.AnswerAsync(next, Updates.Accept(next, "admitted"), Updates.Complete("admitted"));
        run.Record("admitted", await admitted);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CompletedBeforeAccepted_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Complete()));

    [Theory, Scenario]
    public Task AcceptedTwice_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Accept(task), Again(Updates.Accept(task))));

    [Theory, Scenario]
    public Task OneMessageTwice_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Accept(task), Updates.Accept(task)));

    [Theory, Scenario]
    public Task RejectedAfterAccepted_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Accept(task), Updates.Reject(task)));

    [Theory, Scenario]
    public Task CompletedTwice_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete(), Again(Updates.Complete())));

    [Theory, Scenario]
    public Task AcceptedWithoutItsRequest_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Message("update", "accept", new Acceptance())));

    [Theory, Scenario]
    public Task CompletedWithoutOutcome_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(
            task, Updates.Accept(task), Updates.Message("update", "complete", new Response { Meta = new() { UpdateId = "update" } })));

    [Theory, Scenario]
    public Task CompletedUnderAnotherId_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(
            task, Updates.Accept(task), Updates.Message("update", "complete", new Response { Meta = new() { UpdateId = "other" }, Outcome = new() { Success = new() } })));

    [Theory, Scenario]
    public Task UnknownUpdate_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete(), Updates.Complete("unknown")));

    [Theory, Scenario]
    public Task UnknownMessage_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.CompleteAsync(task, Updates.Place(new Message { Id = "nowhere" })));

    [Theory, Scenario]
    public Task CommandWithoutMessageId_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.CompleteAsync(task, Updates.Place(new Message())));

    [Theory, Scenario]
    public Task MessageOfARequest_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.CompleteAsync(task, r => r.Messages.Add(Updates.Message("update", "request", new Request()))));

    [Theory, Scenario]
    public Task MessageOfAnotherProtocol_IsRefused(Reference reference) =>
        RefusedAsync(reference, (worker, task) => worker.CompleteAsync(task, r => r.Messages.Add(Updates.Message("update", "other", new Duration()))));

    [Theory, Scenario]
    public Task ForgottenUpdate_LivesOnByItsAcceptance(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var first = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        var accept = Updates.Accept(task);
        await worker.AnswerAsync(task, Updates.Reject(task));
        run.Record("rejected", await first);
        await worker.SignalAsync("again");
        await worker.AnswerAsync(await worker.PollAsync(), accept, Updates.Complete());
        run.Record("polled", await Updates.PollAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TooManyInFlight_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        for (var i = 1; i <= 10; i++)
        {
            _ = Updates.AskAsync(run, $"update {i}", Accepted);
            await Task.Delay(100);
        }

        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, [.. Enumerable.Range(1, 10).Select(i => Updates.Accept(task, $"update {i}"))]);
        await run.RecordErrorAsync("one more", () => Updates.AskAsync(run, "one more"));
        await worker.SignalAsync("go on");
        await worker.AnswerAsync(await worker.PollAsync(), Updates.Complete("update 1"));
        var another = await Updates.BeginAsync(run, "another", Accepted);
        var next = await worker.PollAsync();
        await worker.AnswerAsync(next, Updates.Accept(next, "another"));
        run.Record("another", await another);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ClosingWorkflow_TakesNoUpdates(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await worker.SignalAsync("one");
        var task = await worker.PollAsync();
        await worker.SignalAsync("two");
        await run.RecordErrorAsync("refused", () => worker.CompleteAsync(task, CompleteWorkflow()));
        var next = await worker.PollAsync();
        await run.RecordErrorAsync("update", () => Updates.AskAsync(run));
        await worker.CompleteAsync(next, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WaitingUpdates_DoNotKeepTheWorkflowOpen(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await worker.SignalAsync("one");
        var task = await worker.PollAsync();
        var answer = await Updates.BeginAsync(run);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordErrorAsync("update", () => answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WrongRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        await Updates.StartedAsync(run);
        await RefusedAsync("no execution", r => r.WorkflowExecution = null);
        await RefusedAsync("no workflow id", r => r.WorkflowExecution.WorkflowId = "");
        await RefusedAsync("bad run id", r => r.WorkflowExecution.RunId = "no uuid");
        await RefusedAsync("no such workflow", r => r.WorkflowExecution.WorkflowId = run.Id("nobody"));
        await RefusedAsync("no such run", r => r.WorkflowExecution.RunId = "00000000-0000-4000-8000-000000000000");
        await RefusedAsync("another first run", r => r.FirstExecutionRunId = "00000000-0000-4000-8000-000000000000");
        await RefusedAsync("no request", r => r.Request = null);
        await RefusedAsync("no meta", r => r.Request.Meta = null);
        await RefusedAsync("no input", r => r.Request.Input = null);
        await RefusedAsync("no name", r => r.Request.Input.Name = "");
        await RefusedAsync("an id too long", r => r.Request.Meta.UpdateId = new string('x', 1001));
        await RefusedAsync("stage admitted", r => r.WaitPolicy.LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Admitted);
        await RefusedAsync("no such namespace", r => r.Namespace = "nowhere");
        await run.RecordErrorAsync("poll without reference", () => run.Service.PollWorkflowExecutionUpdateAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("poll of an unknown update", () => Updates.PollAsync(run));
        await run.RecordErrorAsync("poll of an unknown workflow", () => run.Service.PollWorkflowExecutionUpdateAsync(
            new() { Namespace = run.Namespace, UpdateRef = new() { WorkflowExecution = ScenarioRun.Execution(run.Id("nobody")), UpdateId = "u" } }, ScenarioRun.Rpc()));

        Task RefusedAsync(string name, Action<UpdateWorkflowExecutionRequest> spoil) => run.RecordErrorAsync(
            name, () => run.Service.UpdateWorkflowExecutionAsync(Updates.Request(run, configure: spoil), ScenarioRun.Rpc()));
    });

    private static Message Again(Message message)
    {
        message.Id += " again";
        return message;
    }

    /// <summary>An answer with wrong messages: its error, what the caller gets, and the history that it leaves.</summary>
    private Task RefusedAsync(
        Reference reference, Func<HandDrivenWorker, PollWorkflowTaskQueueResponse, Task> answer, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        CompareAsync(
            reference,
            async run =>
            {
                var worker = await Updates.StartedAsync(run);
                var update = await Updates.BeginAsync(run);
                var task = await worker.PollAsync();
                await run.RecordErrorAsync("refused", () => answer(worker, task));
                await run.RecordErrorAsync("update", () => update);
                await run.RecordHistoryAsync();
            },
            method);
}
