using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>A schedule has come round. Those that wait merge into one run, of the newest.</summary>
/// <param name="Id">Of this time that it came round: a second signal of the same id is dropped.</param>
public sealed record TrainingDue(string Id, ModelSpec Spec)
{
    /// <summary>When it was heard of; null until then.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Of those that wait as this one, when the first was heard of.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>How many wait as this one.</summary>
    public long Times { get; init; } = 1;
}
