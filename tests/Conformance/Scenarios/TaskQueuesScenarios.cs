using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What operators set of task queues.</summary>
public sealed class TaskQueuesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task RateLimit_IsSetDescribedAndUnset(Reference reference) => CompareAsync(reference, async run =>
    {
        run.Record("set", await UpdateAsync(run, r => r.UpdateQueueRateLimit = new() { RateLimit = new() { RequestsPerSecond = 7 }, Reason = "spare the database" }));
        run.Record("described", (await DescribeAsync(run)).Config);
        run.Record("weights", await UpdateAsync(run, r => r.SetFairnessWeightOverrides.Add("tenant", 2.5f)));
        run.Record("unset", await UpdateAsync(run, r =>
        {
            r.UpdateQueueRateLimit = new() { Reason = "enough" };
            r.UnsetFairnessWeightOverrides.Add("tenant");
        }));
        run.Record("described again", (await DescribeAsync(run)).Config);
    });

    [Theory, Scenario]
    public Task WorkflowQueues_AreNotLimited(Reference reference) => CompareAsync(reference, async run =>
    {
        await run.RecordErrorAsync("workflow queue", () => UpdateAsync(run, r =>
            (r.TaskQueueType, r.UpdateQueueRateLimit) = (TaskQueueType.Workflow, new() { RateLimit = new() { RequestsPerSecond = 7 } })));
        await run.RecordErrorAsync("unknown namespace", () => UpdateAsync(run, r => r.Namespace = "unknown"));
    });

    private static async Task<UpdateTaskQueueConfigResponse> UpdateAsync(ScenarioRun run, Action<UpdateTaskQueueConfigRequest> configure)
    {
        var request = new UpdateTaskQueueConfigRequest
        {
            Namespace = run.Namespace,
            Identity = ScenarioRun.ClientIdentity,
            TaskQueue = run.TaskQueue,
            TaskQueueType = TaskQueueType.Activity,
        };
        configure(request);
        return await run.Service.UpdateTaskQueueConfigAsync(request, ScenarioRun.Rpc());
    }

    private static Task<DescribeTaskQueueResponse> DescribeAsync(ScenarioRun run) => run.Service.DescribeTaskQueueAsync(
        new() { Namespace = run.Namespace, TaskQueue = new() { Name = run.TaskQueue }, TaskQueueType = TaskQueueType.Activity, ReportConfig = true },
        ScenarioRun.Rpc());
}
