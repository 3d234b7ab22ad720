using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.State;

internal sealed partial class MutableState
{
    /// <summary>When the run took the place of another; null for one that began by itself.</summary>
    public DateTime? ResetTime { get; private set; }

    /// <summary>From here on the run is another one than that whose events it has copied: its times begin anew.</summary>
    private void ApplyReset(DateTime now)
    {
        TaskAttempt = 1;
        ResetTime = StartTime = FirstTaskTime = now;
        if (Started.WorkflowExecutionTimeout.IsSet())
        {
            ExecutionExpiration = now.AddClamped(Started.WorkflowExecutionTimeout.OrZero());
        }

        // None of them is in a worker's hands: a start enters history with the close only.
        foreach (var activity in Activities.Values)
        {
            activity.FirstScheduledTime = activity.AttemptScheduledTime = now;
        }
    }
}
