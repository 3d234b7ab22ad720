namespace Mdlc.Engine.Histories;

/// <summary>Task queues as requests name them.</summary>
internal static class TaskQueueNames
{
    /// <summary>What is wrong with a queue to start something on; null when nothing is.</summary>
    public static string? Validate(TaskQueue? queue, EngineLimits limits) =>
        queue is not { Name.Length: > 0 } ? "taskQueue is not set"
        : queue.Name.Length > limits.MaxIdLength ? "taskQueue length exceeds limit"
        : null;

    /// <summary>What is wrong with a queue to poll or describe; null when nothing is.</summary>
    public static string? ValidatePolled(TaskQueue? queue, EngineLimits limits) =>
        Validate(queue, limits) is { } wrong ? wrong
        : queue!.NormalName.Length > 0 && queue.Kind != TaskQueueKind.Sticky
            ? $"only sticky queues can have normal name. tq: {queue.Name}, normal name: {queue.NormalName}"
        : null;
}
