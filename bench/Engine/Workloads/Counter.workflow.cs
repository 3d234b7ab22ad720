using Temporalio.Workflows;

namespace Mdlc.Engine.Bench.Workloads;

/// <summary>Counts the updates it gets, until it is terminated.</summary>
[Workflow]
public sealed class Counter
{
    private int _count;

    [WorkflowRun]
    public Task RunAsync() => Workflow.WaitConditionAsync(() => false);

    [WorkflowUpdate]
    public Task<int> IncrementAsync() => Task.FromResult(++_count);
}
