using Mdlc.Workflows.Triggers;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Monitoring;

/// <summary>One window of a served model held against what it was trained on.</summary>
[Workflow]
public sealed class MonitorWindow
{
    /// <summary>Patch: what was seen is told to the model's lifecycle.</summary>
    private const string TellsAlarms = "tells-alarms";

    [WorkflowRun]
    public async Task<MonitorResult> RunAsync(MonitorInput input)
    {
        var result = await Workflow.ExecuteActivityAsync(
            (IMonitoringActivities a) => a.CompareAsync(input),
            StageOptions.Work(new TaskQueues(input.Project).Data, $"compare {input.Model} with its training", Workflow.CancellationToken));
        if (Workflow.Patched(TellsAlarms) && MonitorAlarms.Of(result, $"{Workflow.Info.WorkflowId}/{Workflow.Info.RunId}") is { } news)
        {
            await Workflow.ExecuteActivityAsync((ITriggerActivities a) => a.TellAlarmsAsync(news), StageOptions.Quick($"tell: alarms of {input.Model}"));
        }

        return result;
    }
}
