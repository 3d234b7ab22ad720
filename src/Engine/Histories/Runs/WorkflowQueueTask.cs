using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>A workflow task that waits for a worker.</summary>
internal sealed class WorkflowQueueTask(WorkflowRun run, WorkflowTask task) : QueueTask
{
    public WorkflowRun Run { get; } = run;

    public WorkflowTask Task { get; } = task;

    public int Stamp { get; } = task.Stamp;

    public override bool IsForCache => Task.OnStickyQueue;

    public override bool IsStale => !ReferenceEquals(Run.State.Task, Task) || Task.IsStarted || Task.Stamp != Stamp;
}
