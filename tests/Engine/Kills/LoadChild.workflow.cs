using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Waits for its parent's word, calls an activity, signals its parent and returns the number's successor.</summary>
[Workflow]
public sealed class LoadChild
{
    private int _words;

    [WorkflowRun]
    public async Task<int> RunAsync(int number)
    {
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 200)));
        await Workflow.WaitConditionAsync(() => _words > 0);
        await Workflow.ExecuteActivityAsync(() => LoadActivities.Square(number), LoadWorkflow.Quick);
        var parent = Workflow.GetExternalWorkflowHandle<LoadWorkflow>(Workflow.Info.Parent!.WorkflowId);
        await parent.SignalAsync(workflow => workflow.ArrivedAsync("child"));

        // A word that came twice makes the parent's result wrong.
        return number + _words;
    }

    [WorkflowSignal]
    public Task GoAsync()
    {
        _words++;
        return Task.CompletedTask;
    }
}
