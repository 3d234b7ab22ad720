using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>Which queue a task of a run waits in.</summary>
internal static class RunQueues
{
    private const int DefaultPriority = 3;

    public static QueueKey WorkflowQueue(WorkflowRun run, WorkflowTask task) => new(run.Namespace, task.QueueName, TaskQueueType.Workflow);

    public static QueueKey ActivityQueue(WorkflowRun run, PendingActivity activity) =>
        new(run.Namespace, activity.Options.TaskQueue.Name, TaskQueueType.Activity);

    public static ActivityQueueTask Task(WorkflowRun run, PendingActivity activity)
    {
        var priority = Merge(run.State.Priority, activity.Options.Priority);
        return new(run, activity)
        {
            Priority = Priority(priority),
            FairnessKey = priority?.FairnessKey ?? "",
            FairnessWeight = priority?.FairnessWeight ?? 0,
            Directive = Directive(run) with { UsesRamping = false, IsActivity = true },
        };
    }

    /// <summary>Whose workers may have the next workflow task of the run.</summary>
    public static VersionDirective Directive(WorkflowRun run) => new(run.WorkflowId, run.State.Behavior, run.State.Version, run.State.UsesRampingVersion);

    /// <summary>The queue that the run's workflow tasks wait in when no worker has the run in its cache.</summary>
    public static QueueKey NormalQueue(WorkflowRun run) => new(run.Namespace, run.State.TaskQueue, TaskQueueType.Workflow);

    /// <summary>The workflow's priority with what the activity says of its own in front.</summary>
    public static Priority? Merge(Priority? workflow, Priority? own)
    {
        if (workflow is null || own is null)
        {
            return own ?? workflow;
        }

        return new Priority
        {
            PriorityKey = own.PriorityKey > 0 ? own.PriorityKey : workflow.PriorityKey,
            FairnessKey = own.FairnessKey.Length > 0 ? own.FairnessKey : workflow.FairnessKey,
            FairnessWeight = own.FairnessWeight > 0 ? own.FairnessWeight : workflow.FairnessWeight,
        };
    }

    /// <summary>1 to 5, 3 when none is given.</summary>
    public static int Priority(Priority? priority) => priority is { PriorityKey: > 0 } given ? Math.Min(given.PriorityKey, 5) : DefaultPriority;
}
