using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>A start and an update in one call, over the states of the workflow and the policies of its id.</summary>
public sealed class UpdateWithStartScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task NoWorkflow_StartsOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var answer = await BeginAsync(run, worker);
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NoWorkflow_UpdateRejected_StartsOneAllTheSame(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var answer = await BeginAsync(run, worker);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Reject(task));
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NoWorkflow_ClosesWithoutAnswering(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var answer = await BeginAsync(run, worker);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordErrorAsync("answer", () => answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_UseExisting_UpdatesIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await BeginAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_Fail_IsRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await run.RecordErrorAsync("refused", () => ExecuteAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail));
        await run.RecordErrorAsync("refused without a policy", () => ExecuteAsync(run, worker));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_TerminateExisting_StartsAnother(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync();
        await Task.Delay(1100);
        var answer = await BeginAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_WithThatUpdate_JoinsIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var first = await Updates.BeginAsync(run);
        var answer = await BeginAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        await first;
        run.Record("answer", await answer);
        run.Record("answer to a later one", await ExecuteAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SameRequest_TakesTheNextUpdate(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.RequestId = "the one request");
        await worker.StepAsync();
        var answer = await BeginAsync(run, worker, r => r.RequestId = "the one request");
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Closed_WithThatUpdateCompleted_AnswersFromIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var first = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, r => r.Commands.Add(CompleteWorkflow()), Updates.Accept(task), Updates.Complete());
        await first;
        run.Record("answer", await ExecuteAsync(run, worker));
    });

    [Theory, Scenario]
    public Task Closed_StartsAnother(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await worker.SignalAsync("end");
        await worker.StepAsync(CompleteWorkflow());
        await Task.Delay(1100);
        var answer = await BeginAsync(run, worker);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Closed_RejectDuplicate_IsRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await worker.SignalAsync("end");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordErrorAsync("rejects duplicates", () => ExecuteAsync(run, worker, r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate));
        await run.RecordErrorAsync("failed only", () => ExecuteAsync(run, worker, r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.AllowDuplicateFailedOnly));
    });

    [Theory, Scenario]
    public Task Running_ClosesWithoutAnswering_StartsAnother(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await Task.Delay(1100);
        var answer = await BeginAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);
        await worker.StepAsync(CompleteWorkflow());
        var task = await worker.PollAsync();
        worker.RecordTask("task of the next run", task);
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        run.Record("answer", await answer);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_AnswerRefused_FailsTheUpdateOnly(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await BeginAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);
        await run.RecordErrorAsync("refused", async () => await worker.CompleteAsync(await worker.PollAsync(), StartTimer("", 1)));
        await run.RecordErrorAsync("answer", () => answer);
    });

    [Theory, Scenario]
    public Task WrongRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await RefusedAsync("nothing", r => r.Operations.Clear());
        await RefusedAsync("the start alone", r => r.Operations.RemoveAt(1));
        await RefusedAsync("update before start", r => (r.Operations[0], r.Operations[1]) = (r.Operations[1], r.Operations[0]));
        await RefusedAsync("cron", r => r.Operations[0].StartWorkflow.CronSchedule = "* * * * *");
        await RefusedAsync("start delay", r => r.Operations[0].StartWorkflow.WorkflowStartDelay = HandDrivenWorker.Seconds(1));
        await RefusedAsync("eager", r => r.Operations[0].StartWorkflow.RequestEagerExecution = true);
        await RefusedAsync("no workflow type", r => r.Operations[0].StartWorkflow.WorkflowType = null);
        await RefusedAsync("run id", r => r.Operations[1].UpdateWorkflow.WorkflowExecution.RunId = "00000000-0000-4000-8000-000000000000");
        await RefusedAsync("first run id", r => r.Operations[1].UpdateWorkflow.FirstExecutionRunId = "00000000-0000-4000-8000-000000000000");
        await RefusedAsync("two ids", r => r.Operations[1].UpdateWorkflow.WorkflowExecution.WorkflowId = run.Id("other"));
        await RefusedAsync("no update name", r => r.Operations[1].UpdateWorkflow.Request.Input.Name = "");
        await RefusedAsync("two namespaces", r => r.Operations[1].UpdateWorkflow.Namespace = "nowhere");
        await RefusedAsync("both wrong", r =>
        {
            r.Operations[0].StartWorkflow.TaskQueue = null;
            r.Operations[1].UpdateWorkflow.Request.Meta = null;
        });

        Task RefusedAsync(string name, Action<ExecuteMultiOperationRequest> spoil)
        {
            var request = Request(run, worker);
            spoil(request);
            return run.RecordErrorAsync(name, () => run.Service.ExecuteMultiOperationAsync(request, ScenarioRun.Rpc()));
        }
    });

    private static ExecuteMultiOperationRequest Request(ScenarioRun run, HandDrivenWorker worker, Action<StartWorkflowExecutionRequest>? configure = null) => new()
    {
        Namespace = run.Namespace,
        Operations =
        {
            new ExecuteMultiOperationRequest.Types.Operation { StartWorkflow = worker.StartRequest(configure: configure) },
            new ExecuteMultiOperationRequest.Types.Operation { UpdateWorkflow = Updates.Request(run) },
        },
    };

    private static Task<ExecuteMultiOperationResponse> ExecuteAsync(
        ScenarioRun run, HandDrivenWorker worker, Action<StartWorkflowExecutionRequest>? configure = null) =>
        run.Service.ExecuteMultiOperationAsync(Request(run, worker, configure), ScenarioRun.Rpc(40));

    private static async Task<Task<ExecuteMultiOperationResponse>> BeginAsync(
        ScenarioRun run, HandDrivenWorker worker, Action<StartWorkflowExecutionRequest>? configure = null)
    {
        var answer = ExecuteAsync(run, worker, configure);
        await Task.Delay(500);
        return answer;
    }
}
