using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What a reset makes of updates on either side of its point.</summary>
public sealed class UpdateResetScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;

    [Theory, Scenario]
    public Task CompletedAfterThePoint_IsAskedForAnew(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await AcceptAndCompleteAsync(run, worker);
        await ResetAsync(run, 4);
        run.Record("polled", await Updates.PollAsync(run, stage: UpdateWorkflowExecutionLifecycleStage.Unspecified));
        var joined = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        worker.RecordTask("task of the new run", task);
        await worker.AnswerAsync(task, Accept(6), Updates.Complete());
        run.Record("answer", await joined);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RejectedBeforeAcceptance_InTheNewRun_IsForgotten(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await AcceptAndCompleteAsync(run, worker);
        await ResetAsync(run, 4);
        var joined = await Updates.BeginAsync(run);
        await worker.AnswerAsync(await worker.PollAsync(), Updates.Message("update", "reject", new Temporalio.Api.Update.V1.Rejection
        {
            RejectedRequestMessageId = "update/request",
            RejectedRequestSequencingEventId = 6,
            Failure = Failures.Application("not like this", "Rejected"),
        }));
        run.Record("answer", await joined);
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AcceptedBeforeThePoint_CompletesInTheNewRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        var answer = await Updates.BeginAsync(run, stage: Accepted);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task));
        await answer;
        await worker.SignalAsync("go on");
        await worker.AnswerAsync(await worker.PollAsync(), Updates.Complete(result: "first"));
        await ResetAsync(run, 12);
        run.Record("polled", await Updates.PollAsync(run, stage: UpdateWorkflowExecutionLifecycleStage.Unspecified));
        await worker.AnswerAsync(await worker.PollAsync(), Updates.Complete(result: "second"));
        run.Record("outcome", await Updates.PollAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Excluded_IsForgotten(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await Updates.StartedAsync(run);
        await AcceptAndCompleteAsync(run, worker);
        await ResetAsync(run, 4, r => r.ResetReapplyExcludeTypes.Add(ResetReapplyExcludeType.Update));
        await run.RecordErrorAsync("polled", () => Updates.PollAsync(run));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    private static async Task AcceptAndCompleteAsync(ScenarioRun run, HandDrivenWorker worker)
    {
        var answer = await Updates.BeginAsync(run);
        var task = await worker.PollAsync();
        await worker.AnswerAsync(task, Updates.Accept(task), Updates.Complete());
        await answer;
    }

    /// <summary>The acceptance of an update that came by an event.</summary>
    private static Temporalio.Api.Protocol.V1.Message Accept(long admittedEventId) => Updates.Message("update", "accept", new Temporalio.Api.Update.V1.Acceptance
    {
        AcceptedRequestMessageId = "update/request",
        AcceptedRequestSequencingEventId = admittedEventId,
    });

    private static Task ResetAsync(ScenarioRun run, long finishEventId, Action<ResetWorkflowExecutionRequest>? configure = null)
    {
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = run.Namespace,
            WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
            Reason = "try again",
            WorkflowTaskFinishEventId = finishEventId,
            RequestId = Guid.NewGuid().ToString(),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure?.Invoke(request);
        return run.Service.ResetWorkflowExecutionAsync(request, ScenarioRun.Rpc());
    }
}
