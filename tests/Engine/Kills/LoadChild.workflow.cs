using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Waits, calls an activity, signals its parent and returns the number's successor.</summary>
[Workflow]
public sealed class LoadChild
{
    [WorkflowRun]
    public async Task<int> RunAsync(int number)
    {
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 200)));
        await Workflow.ExecuteActivityAsync(() => LoadActivities.Square(number), LoadWorkflow.Quick);
        var parent = Workflow.GetExternalWorkflowHandle<LoadWorkflow>(Workflow.Info.Parent!.WorkflowId);
        await parent.SignalAsync(workflow => workflow.ArrivedAsync("child"));
        return number + 1;
    }
}
