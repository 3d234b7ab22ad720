using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class QueriesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>Long enough for a query to have reached the server before the next step.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(0.5);

    [Theory, Scenario]
    public Task WithoutPendingTask_IsDispatchedDirectly(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var answer = QueryAsync(run);
        var task = await worker.PollAsync();
        worker.RecordTask("query task", task);
        await AnswerAsync(run, task);
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
        await worker.TerminateAsync();
    });

    [Theory, Scenario]
    public Task WithPendingTask_RidesOnIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var answer = QueryAsync(run);
        await Task.Delay(Arrival);
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        var id = Assert.Single(task.Queries).Key;
        await worker.CompleteAsync(
            task,
            r => r.QueryResults[id] = new() { ResultType = QueryResultType.Answered, Answer = Payloads.List("from the task") },
            StartTimer("long", 3600));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithPendingTask_FailedThere(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var answer = QueryAsync(run);
        await Task.Delay(Arrival);
        var task = await worker.PollAsync();
        var id = Assert.Single(task.Queries).Key;
        await worker.CompleteAsync(
            task, r => r.QueryResults[id] = new() { ResultType = QueryResultType.Failed, ErrorMessage = "cannot say", Failure = Failures.Application("cannot say") });
        await run.RecordErrorAsync("answer", () => answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WhileTaskRuns_IsDispatchedAfterIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("wake");
        var task = await worker.PollAsync();
        var answer = QueryAsync(run);
        await Task.Delay(Arrival);
        await worker.CompleteAsync(task, StartTimer("long", 3600));
        var query = await worker.PollAsync();
        worker.RecordTask("query task", query);
        await AnswerAsync(run, query);
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Failed_IsInvalidArgumentWithTheFailure(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var answer = QueryAsync(run);
        var task = await worker.PollAsync();
        await run.Service.RespondQueryTaskCompletedAsync(
            new()
            {
                Namespace = run.Namespace,
                TaskToken = task.TaskToken,
                CompletedType = QueryResultType.Failed,
                ErrorMessage = "no such query",
                Failure = Failures.Application("no such query"),
            },
            ScenarioRun.Rpc());
        await run.RecordErrorAsync("answer", () => answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ClosedWorkflow_IsAnsweredOrRejected(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(FailWorkflow(Failures.Application("broken")));
        run.Record("not open", await QueryAsync(run, QueryRejectCondition.NotOpen));
        run.Record("not completed cleanly", await QueryAsync(run, QueryRejectCondition.NotCompletedCleanly));
        var answer = QueryAsync(run);
        var task = await worker.PollAsync();
        worker.RecordTask("query task", task);
        await AnswerAsync(run, task);
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BeforeAnyTaskCompleted_OnClosedWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.TerminateAsync();
        await run.RecordErrorAsync("answer", () => QueryAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AnsweredTwice_IsRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var answer = QueryAsync(run);
        var task = await worker.PollAsync();
        await AnswerAsync(run, task);
        run.Record("answer", await answer);
        await run.RecordErrorAsync("second answer", () => AnswerAsync(run, task));
    });

    [Theory, Scenario]
    public Task AnsweredInAnotherNamespace_IsRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var answer = QueryAsync(run);
        var task = await worker.PollAsync();
        var other = await run.CreateNamespaceAsync("other");
        await run.RecordErrorAsync("answer in another namespace", () => AnswerAsync(run, task, other));
        await AnswerAsync(run, task);
        run.Record("answer", await answer);
    });

    [Theory, Scenario]
    public Task StickyWorkflow_QueryTaskCarriesNoHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var sticky = run.Id("sticky");
        await worker.StartAsync();
        await worker.CompleteAsync(
            await worker.PollAsync(),
            r => r.StickyAttributes = new() { WorkerTaskQueue = worker.StickyQueue(sticky), ScheduleToStartTimeout = HandDrivenWorker.Seconds(10) },
            StartTimer("long", 3600));
        var poll = worker.PollAsync(sticky);
        await Task.Delay(Arrival);
        var answer = QueryAsync(run);
        var task = await poll;
        worker.RecordTask("query task", task);
        await AnswerAsync(run, task);
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    private static Task<QueryWorkflowResponse> QueryAsync(ScenarioRun run, QueryRejectCondition condition = QueryRejectCondition.Unspecified) =>
        run.Service.QueryWorkflowAsync(
            new()
            {
                Namespace = run.Namespace,
                Execution = ScenarioRun.Execution(run.Id("workflow")),
                Query = new() { QueryType = "State", QueryArgs = Payloads.List("argument"), Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } } },
                QueryRejectCondition = condition,
            },
            ScenarioRun.Rpc());

    private static Task<RespondQueryTaskCompletedResponse> AnswerAsync(ScenarioRun run, PollWorkflowTaskQueueResponse task, string? ns = null) =>
        run.Service.RespondQueryTaskCompletedAsync(
            new()
            {
                Namespace = ns ?? run.Namespace,
                TaskToken = task.TaskToken,
                CompletedType = QueryResultType.Answered,
                QueryResult = Payloads.List(new { State = "waiting" }),
            },
            ScenarioRun.Rpc());
}
