using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ExternalCancellationScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task OfARunningWorkflow_ArrivesThere(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, target) = (new HandDrivenWorker(run), new HandDrivenWorker(run, run.Id("target queue")));
        await target.StartAsync("target");
        await target.StepAsync();
        await worker.StartAsync();
        await worker.StepAsync(CancelExternal(run.Id("target"), reason: "from afar"));
        await worker.StepAsync(CompleteWorkflow());
        await target.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
        await run.RecordHistoryAsync("target");
    });

    [Theory, Scenario]
    public Task OfAnUnknownWorkflow_FailsInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(CancelExternal(run.Id("nobody")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OfAClosedWorkflow_IsReported(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, target) = (new HandDrivenWorker(run), new HandDrivenWorker(run, run.Id("target queue")));
        await target.StartAsync("target");
        await target.StepAsync(CompleteWorkflow());
        await worker.StartAsync();
        await worker.StepAsync(CancelExternal(run.Id("target")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
        await run.RecordHistoryAsync("target");
    });

    [Theory, Scenario]
    public Task TwiceFromTheSameWorkflow_IsIdempotent(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, target) = (new HandDrivenWorker(run), new HandDrivenWorker(run, run.Id("target queue")));
        await target.StartAsync("target");
        await target.StepAsync();
        await worker.StartAsync();
        await worker.StepAsync(CancelExternal(run.Id("target")));
        await worker.StepAsync(CancelExternal(run.Id("target")));
        await worker.StepAsync(CompleteWorkflow());
        await target.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
        await run.RecordHistoryAsync("target");
    });

    [Theory, Scenario]
    public Task OfItself_FailsInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(CancelExternal(run.Id("workflow")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SignalledAfterwards_BothArriveInOrder(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, target) = (new HandDrivenWorker(run), new HandDrivenWorker(run, run.Id("target queue")));
        await target.StartAsync("target");
        await target.StepAsync();
        await worker.StartAsync();
        await worker.StepAsync(CancelExternal(run.Id("target")));
        await run.WaitForAsync(run.Id("workflow"), EventType.ExternalWorkflowExecutionCancelRequested);
        await worker.StepAsync(SignalExternal(run.Id("target"), "bye"));
        await worker.StepAsync(CompleteWorkflow());
        await target.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
        await run.RecordHistoryAsync("target");
    });
}
