using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Has an activity at work until it is cancelled, and then waits for the activity's end.</summary>
[Workflow]
public sealed class CancelledLoad
{
    private static readonly ActivityOptions Waiting = new()
    {
        StartToCloseTimeout = TimeSpan.FromDays(1),

        // Longer than a restart on a loaded machine: a cancelled activity is not tried again.
        HeartbeatTimeout = TimeSpan.FromSeconds(15),
        RetryPolicy = LoadWorkflow.Quick.RetryPolicy,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
    };

    [WorkflowRun]
    public async Task RunAsync()
    {
        try
        {
            await Workflow.ExecuteActivityAsync(() => LoadActivities.WaitAsync(), Waiting);
        }
        catch (ActivityFailureException e) when (e.InnerException is TimeoutFailureException)
        {
            // A kill took the answer that would have handed it out, or its worker's last word: nobody has it who could be told.
            Workflow.CancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
