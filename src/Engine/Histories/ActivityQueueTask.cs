using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories;

/// <summary>One attempt of an activity that waits for a worker.</summary>
internal sealed class ActivityQueueTask(WorkflowRun run, PendingActivity activity) : QueueTask
{
    public WorkflowRun Run { get; } = run;

    public PendingActivity Activity { get; } = activity;

    public int Attempt { get; } = activity.Attempt;

    public override bool IsStale => !Run.State.IsRunning || Activity.Attempt != Attempt || Activity.IsStarted || Activity.IsClosed;
}
