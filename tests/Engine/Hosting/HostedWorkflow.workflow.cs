using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Hosting;

[Workflow]
public sealed class HostedWorkflow
{
    private string? _name;

    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _name is not null);
        var greeting = await Workflow.ExecuteActivityAsync(() => HostedActivities.GreetAsync(_name!), new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(30),
            RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) },
        });
        return $"{greeting}, {await Workflow.ExecuteChildWorkflowAsync((HostedChild child) => child.RunAsync())}";
    }

    [WorkflowSignal]
    public Task GoAsync(string name)
    {
        _name = name;
        return Task.CompletedTask;
    }

    [WorkflowQuery]
    public string Stage() => _name is null ? "waiting" : "going";
}
