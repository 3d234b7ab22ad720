using Mdlc.Workflows.Runs;
using Temporalio.Workflows;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>Stands where a model's lifecycle stands: it waits for one run's end, and returns what it was told.</summary>
[Workflow]
public sealed class RunListener : IRunListener
{
    private RunFinished? _finished;

    [WorkflowRun]
    public async Task<RunFinished> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _finished is not null);
        return _finished!;
    }

    [WorkflowSignal]
    public Task RunFinishedAsync(RunFinished finished)
    {
        _finished = finished;
        return Task.CompletedTask;
    }
}
