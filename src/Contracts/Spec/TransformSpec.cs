namespace Mdlc.Contracts.Spec;

/// <summary>Overrides of the inferred feature plan.</summary>
public sealed record TransformSpec
{
    public IReadOnlyDictionary<string, ColumnRole> Columns { get; init; } = new Dictionary<string, ColumnRole>();
}
