using Temporalio.Workflows;

namespace Mdlc.Workflows.Runs;

/// <summary>The workflow that a run reports to: it starts runs, so it knows them, and they know this of it alone.</summary>
public interface IRunListener
{
    /// <summary>Sent once, when the run has ended, however it ended.</summary>
    [WorkflowSignal]
    Task RunFinishedAsync(RunFinished finished);
}
