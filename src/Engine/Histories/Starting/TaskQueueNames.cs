using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>Task queues as requests name them.</summary>
internal static class TaskQueueNames
{
    /// <summary>Names of Temporal's own; its partitions of a queue are called so.</summary>
    private const string Reserved = "/_sys/";

    /// <summary>What is wrong with a queue to start something on; null when nothing is.</summary>
    public static string? Validate(TaskQueue? queue, EngineLimits limits) =>
        queue is not { Name.Length: > 0 } ? "taskQueue is not set" : ValidateName(queue.Name, limits);

    /// <summary>What is wrong with the queue that a command names; one without a name is the run's own.</summary>
    public static string? ValidateName(string name, EngineLimits limits) =>
        name.Length > limits.MaxIdLength ? "taskQueue length exceeds limit"
        : name.StartsWith(Reserved, StringComparison.Ordinal) ? $"task queue name cannot start with reserved prefix {Reserved}"
        : null;

    /// <summary>What is wrong with a queue to describe, before all else; null when nothing is.</summary>
    public static string? ValidateDescribed(TaskQueue? queue) =>
        queue?.Name.StartsWith(Reserved, StringComparison.Ordinal) == true ? $"invalid task queue partition name {queue.Name}" : null;

    /// <summary>What is wrong with a queue to poll or describe; null when nothing is.</summary>
    public static string? ValidatePolled(TaskQueue? queue, EngineLimits limits) =>
        Validate(queue, limits) is { } wrong ? wrong
        : queue!.NormalName.Length > 0 && queue.Kind != TaskQueueKind.Sticky
            ? $"only sticky queues can have normal name. tq: {queue.Name}, normal name: {queue.NormalName}"
        : null;
}
