using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Models;

/// <summary>One input column's part in the plan.</summary>
/// <param name="Reason">Why this role, for a person: "12 distinct values", "spec".</param>
public sealed record FeatureColumn(string Name, ColumnType Type, ColumnRole Role, bool HasMissing, string Reason)
{
    /// <summary>Of numbers that single precision does not tell apart as they stand; null: they are taken as they stand.</summary>
    public Rescaling? Rescaling { get; init; }

    /// <summary>What becomes of missing numbers; null: as trainers have always had it, see <see cref="MissingValues.Auto"/>.</summary>
    public MissingValues? Missing { get; init; }

    /// <summary>Of a date: which parts it is taken in; null: year, month, day, weekday, hour.</summary>
    public IReadOnlyList<string>? Parts { get; init; }

    /// <summary>Of an ordinal column: its values from the lowest; null: by value.</summary>
    public IReadOnlyList<string>? Order { get; init; }

    /// <summary>Of a target column: so many rows of the overall mean are added to each value's own.</summary>
    public double? Smoothing { get; init; }
}
