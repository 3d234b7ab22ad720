using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>One attempt of an activity that waits for a worker.</summary>
internal sealed class ActivityQueueTask(WorkflowRun run, PendingActivity activity) : QueueTask
{
    public WorkflowRun Run { get; } = run;

    public PendingActivity Activity { get; } = activity;

    public int Attempt { get; } = activity.Attempt;

    public int Stamp { get; } = activity.Stamp;

    public override bool IsStale =>
        !Run.State.IsRunning || Activity.Attempt != Attempt || Activity.Stamp != Stamp || Activity.IsStarted || Activity.IsPaused || Activity.IsClosed;
}
