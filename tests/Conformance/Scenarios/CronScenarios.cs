using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class CronScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Completed_IsFollowedByTheNext(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.CronSchedule = "@every 1s");
        await worker.StepAsync(CompleteWorkflow("first result"));
        await worker.StepAsync(FailWorkflow(Failures.Application("second failure")));
        await worker.StepAsync(CancelWorkflow());
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task Terminated_IsFollowedByNothing(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.CronSchedule = "@every 1h");
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });
}
