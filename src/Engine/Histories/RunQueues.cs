using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories;

/// <summary>Which queue a task of a run waits in.</summary>
internal static class RunQueues
{
    private const int DefaultPriority = 3;

    public static QueueKey WorkflowQueue(WorkflowRun run, WorkflowTask task) => new(run.Namespace, task.QueueName, TaskQueueType.Workflow);

    public static QueueKey ActivityQueue(WorkflowRun run, PendingActivity activity) =>
        new(run.Namespace, activity.Scheduled.TaskQueue.Name, TaskQueueType.Activity);

    /// <summary>1 to 5, 3 when none is given.</summary>
    public static int Priority(Priority? priority) => priority is { PriorityKey: > 0 } given ? Math.Min(given.PriorityKey, 5) : DefaultPriority;
}
