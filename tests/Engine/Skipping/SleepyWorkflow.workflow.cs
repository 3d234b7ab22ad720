using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Skipping;

/// <summary>Waits, in the ways in which a workflow can wait for time.</summary>
[Workflow]
public sealed class SleepyWorkflow
{
    /// <summary>What the workflow waits for.</summary>
    public enum Wait
    {
        Timer,
        Retries,
        Heartbeat,
        Signal,
        Child,
        Cancellation,
    }

    private bool _signalled;

    [WorkflowRun]
    public async Task<string> RunAsync(Wait wait, TimeSpan span)
    {
        switch (wait)
        {
            case Wait.Timer:
                await Workflow.DelayAsync(span);
                return "slept";
            case Wait.Retries:
                return await Workflow.ExecuteActivityAsync((SleepyActivities a) => a.SucceedAtThirdAttempt(), new()
                {
                    StartToCloseTimeout = TimeSpan.FromSeconds(30),
                    RetryPolicy = new() { InitialInterval = span, BackoffCoefficient = 2 },
                });
            case Wait.Heartbeat:
                return await Workflow.ExecuteActivityAsync((SleepyActivities a) => a.MissHeartbeatsAsync(), new()
                {
                    ScheduleToCloseTimeout = TimeSpan.FromDays(1),
                    HeartbeatTimeout = span,
                    RetryPolicy = new RetryPolicy { MaximumAttempts = 1 },
                });
            case Wait.Child:
                return await Workflow.ExecuteChildWorkflowAsync((SleepyWorkflow w) => w.RunAsync(Wait.Timer, span));
            case Wait.Cancellation:
                try
                {
                    await Workflow.DelayAsync(span);
                    return "slept";
                }
                catch (TaskCanceledException)
                {
                    await Workflow.DelayAsync(span, CancellationToken.None);
                    throw new ApplicationFailureException("slept after cancellation", nonRetryable: true);
                }

            default:
                return await Workflow.WaitConditionAsync(() => _signalled, span) ? "signalled" : "timed out";
        }
    }

    [WorkflowSignal]
    public Task SignalAsync()
    {
        _signalled = true;
        return Task.CompletedTask;
    }

    [WorkflowQuery]
    public DateTime Now() => Workflow.UtcNow;
}
