using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>What the schedules of the load start.</summary>
[Workflow]
public sealed class ScheduledLoad
{
    [WorkflowRun]
    public async Task RunAsync() => await Workflow.ExecuteActivityAsync(() => LoadActivities.Square(1), LoadWorkflow.Quick);
}
