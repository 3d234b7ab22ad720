using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Models;

/// <summary>One input column's part in the plan.</summary>
/// <param name="Reason">Why this role, for a person: "12 distinct values", "spec".</param>
public sealed record FeatureColumn(string Name, ColumnType Type, ColumnRole Role, bool HasMissing, string Reason)
{
    /// <summary>Of numbers that single precision does not tell apart as they stand; null: they are taken as they stand.</summary>
    public Rescaling? Rescaling { get; init; }
}
