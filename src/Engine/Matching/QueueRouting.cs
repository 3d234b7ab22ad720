using System.Collections.Frozen;

namespace Mdlc.Engine.Matching;

/// <summary>Which version's workers get the tasks of one queue. Immutable; its decisions are pure.</summary>
internal sealed record QueueRouting
{
    /// <summary>Of a queue that no deployment serves.</summary>
    public static readonly QueueRouting None = new();

    /// <summary>The versions whose workers have polled the queue.</summary>
    public IReadOnlySet<DeploymentVersion> Members { get; init; } = FrozenSet<DeploymentVersion>.Empty;

    public VersionTarget Current { get; init; }

    /// <summary>When <see cref="Current"/> was decided; null when it never was.</summary>
    public DateTime? CurrentChanged { get; init; }

    public VersionTarget Ramping { get; init; }

    /// <summary>How many of a hundred workflow ids go to <see cref="Ramping"/>.</summary>
    public float RampPercentage { get; init; }

    public DateTime? RampingChanged { get; init; }

    /// <summary>A ramp of none of the workflows is one; a ramp to no version has to be of some.</summary>
    public bool IsRamping => Ramping.Version is not null || RampPercentage > 0;

    /// <summary>Where a workflow goes that is free to.</summary>
    public VersionTarget Target(string workflowId, bool usesRamping = false) =>
        (usesRamping && Ramping.Version is not null) || (RampPercentage > 0 && RampThreshold.Of(workflowId) <= RampPercentage) ? Ramping : Current;

    /// <summary>Whether every task goes where it goes by the other one.</summary>
    public bool RoutesLike(QueueRouting other) =>
        Current.Version == other.Current.Version && Ramping.Version == other.Ramping.Version && RampPercentage.Equals(other.RampPercentage)
        && Members.SetEquals(other.Members);

    /// <summary>Whose workers may have the task; null for those without a version.</summary>
    public DeploymentVersion? Lane(VersionDirective task) => IsBound(task) ? task.Version : Target(task.WorkflowId, task.UsesRamping).Version;

    /// <summary>Whether the worker that has the run in its cache may have its next task: not when another version is to have it.</summary>
    public bool KeepsSticky(VersionDirective task) =>
        task.Behavior == VersioningBehavior.Pinned || Target(task.WorkflowId, task.UsesRamping).Version is not { } target || target == task.Version;

    private bool IsBound(VersionDirective task) =>
        task is { Behavior: VersioningBehavior.Pinned, Version: { } version } && (!task.IsActivity || Members.Contains(version));
}
