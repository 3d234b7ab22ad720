using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Has an activity at work until it is cancelled, and then waits for the activity's end.</summary>
[Workflow]
public sealed class CancelledLoad
{
    private static readonly ActivityOptions Waiting = new()
    {
        ScheduleToCloseTimeout = TimeSpan.FromMinutes(10),

        // Longer than a restart on a loaded machine: a cancelled activity is not tried again.
        HeartbeatTimeout = TimeSpan.FromSeconds(15),
        RetryPolicy = LoadWorkflow.Quick.RetryPolicy,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
    };

    [WorkflowRun]
    public Task RunAsync() => Workflow.ExecuteActivityAsync(() => LoadActivities.WaitAsync(), Waiting);
}
