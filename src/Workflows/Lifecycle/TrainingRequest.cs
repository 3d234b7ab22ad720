using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>A run that a person or a schedule asks for; never merged with another.</summary>
public sealed record TrainingRequest(RunKey Run, ModelSpec Spec, RunTrigger Trigger)
{
    /// <summary>What the run takes over from an earlier one; null: nothing.</summary>
    public TakeOver? TakeOver { get; init; }

    /// <summary>Who asks; null: that is not known.</summary>
    public string? By { get; init; }

    /// <summary>When it was heard of; null until then.</summary>
    public DateTimeOffset? At { get; init; }
}
