using Temporalio.Workflows;

namespace Mdlc.Workflows.Monitoring;

/// <summary>One window of a served model held against what it was trained on.</summary>
[Workflow]
public sealed class MonitorWindow
{
    [WorkflowRun]
    public Task<MonitorResult> RunAsync(MonitorInput input) =>
        Workflow.ExecuteActivityAsync(
            (IMonitoringActivities a) => a.CompareAsync(input),
            StageOptions.Work(new TaskQueues(input.Project).Data, $"compare {input.Model} with its training", Workflow.CancellationToken));
}
