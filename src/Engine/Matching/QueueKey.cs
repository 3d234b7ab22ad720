namespace Mdlc.Engine.Matching;

/// <summary>The name of one queue: workflow and activity tasks of the same name wait apart.</summary>
internal readonly record struct QueueKey(string Namespace, string Name, TaskQueueType Type);
