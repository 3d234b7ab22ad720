using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class IdPoliciesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>Longer than the interval within which the real server refuses to use an id again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.2);

    [Theory, Scenario]
    public Task Running_DefaultPolicy_IsAlreadyStarted(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await run.RecordErrorAsync("second start", () => worker.StartAsync());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SameRequestId_ReturnsTheSameRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var request = worker.StartRequest();
        run.Record("first start", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        run.Record("second start", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        await worker.StepAsync(CompleteWorkflow());
        run.Record("start after the end", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_UseExisting_ReturnsTheRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var request = worker.StartRequest(configure: r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);
        run.Record("second start", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        await worker.SignalAsync("finish");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Running_TerminateExisting_ReplacesTheRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync();
        await Task.Delay(Pause);
        var request = worker.StartRequest(configure: r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);
        run.Record("second start", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync(document: "second run");
    });

    [Theory, Scenario]
    public Task Closed_AllowDuplicate_StartsAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow("first"));
        await Task.Delay(Pause);
        await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow("second"));
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync(document: "second run");
    });

    [Theory, Scenario]
    public Task Closed_RejectDuplicate_IsAlreadyStarted(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow());
        await Task.Delay(Pause);
        await run.RecordErrorAsync("second start", () => worker.StartAsync(configure: r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Closed_FailedOnly_DependsOnTheEnding(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(FailWorkflow(Failures.Application("broken")));
        await Task.Delay(Pause);
        await worker.StartAsync(configure: r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.AllowDuplicateFailedOnly);
        await worker.StepAsync(CompleteWorkflow());
        await Task.Delay(Pause);
        await run.RecordErrorAsync(
            "start after success", () => worker.StartAsync(configure: r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.AllowDuplicateFailedOnly));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PoliciesThatExclude_AreInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorAsync("reject and terminate", () => worker.StartAsync(configure: r =>
            (r.WorkflowIdReusePolicy, r.WorkflowIdConflictPolicy) = (WorkflowIdReusePolicy.RejectDuplicate, WorkflowIdConflictPolicy.TerminateExisting)));
#pragma warning disable CS0612 // Clients of older SDKs still send it.
        await run.RecordErrorAsync("terminate-if-running and fail", () => worker.StartAsync(configure: r =>
            (r.WorkflowIdReusePolicy, r.WorkflowIdConflictPolicy) = (WorkflowIdReusePolicy.TerminateIfRunning, WorkflowIdConflictPolicy.Fail)));
#pragma warning restore CS0612
    });

    [Theory, Scenario]
    public Task Closed_StartedAgainAtOnce_Runs(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        for (var i = 0; i < 4; i++)
        {
            await run.RecordErrorOrAnswerAsync($"start {i}", () => worker.StartAsync());
            await worker.StepAsync(CompleteWorkflow());
        }
    });

    [Theory, Scenario]
    public Task Running_ReplacedAtOnce_IsTerminated(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        for (var i = 0; i < 4; i++)
        {
            await run.RecordErrorOrAnswerAsync($"start {i}", () => worker.StartAsync(configure: r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting));
        }

        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });
}
