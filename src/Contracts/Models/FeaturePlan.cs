namespace Mdlc.Contracts.Models;

/// <summary>How each input column becomes features: inferred from the training rows, overridden by the spec, fixed in the package.</summary>
public sealed record FeaturePlan(IReadOnlyList<FeatureColumn> Columns)
{
    /// <summary>Regression: how the label is shown to the trainer, and a score becomes a prediction again; null: as it stands.</summary>
    public Rescaling? Label { get; init; }

    /// <summary>What a person must know of single precision's part: which columns are rescaled, and first what it loses even so.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Times between two columns of times.</summary>
    public IReadOnlyList<TimeDifference> Differences { get; init; } = [];
}
