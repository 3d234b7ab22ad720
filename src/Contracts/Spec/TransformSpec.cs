namespace Mdlc.Contracts.Spec;

/// <summary>Overrides of the inferred feature plan.</summary>
public sealed record TransformSpec
{
    public IReadOnlyDictionary<string, ColumnRole> Columns { get; init; } = new Dictionary<string, ColumnRole>();

    /// <summary>Regression: whether a label that is too large for single precision may be learned by what it exceeds a middle value by.</summary>
    public bool RescaleLabel { get; init; }
}
