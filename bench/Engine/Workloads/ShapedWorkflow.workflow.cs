using Temporalio.Workflows;

namespace Mdlc.Engine.Bench.Workloads;

/// <summary>So many rounds, one after the other, of so many activities at once.</summary>
[Workflow]
public sealed class ShapedWorkflow
{
    private static readonly ActivityOptions Quick = new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) };

    [WorkflowRun]
    public async Task<int> RunAsync(int rounds, int width)
    {
        var done = 0;
        for (var round = 0; round < rounds; round++)
        {
            await Workflow.WhenAllAsync(Enumerable.Range(0, width).Select(i => Workflow.ExecuteActivityAsync(() => BenchActivities.Increment(i), Quick)));
            done += width;
        }

        return done;
    }
}
