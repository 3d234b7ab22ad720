using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Hosting;

[Workflow]
public sealed class HostedChild
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(10));
        return "from a child";
    }
}
