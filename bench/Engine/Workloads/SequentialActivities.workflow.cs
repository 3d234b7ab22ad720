using Temporalio.Workflows;

namespace Mdlc.Engine.Bench.Workloads;

/// <summary>So many activities, one after the other.</summary>
[Workflow]
public sealed class SequentialActivities
{
    private static readonly ActivityOptions Quick = new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) };

    [WorkflowRun]
    public async Task<int> RunAsync(int steps)
    {
        var value = 0;
        for (var step = 0; step < steps; step++)
        {
            value = await Workflow.ExecuteActivityAsync(() => BenchActivities.Increment(value), Quick);
        }

        return value;
    }
}
