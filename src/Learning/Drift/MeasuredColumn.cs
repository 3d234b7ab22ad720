using Mdlc.Contracts.Monitoring;

namespace Mdlc.Learning.Drift;

/// <summary>A column's numbers before the verdict.</summary>
/// <param name="Column">The numbers.</param>
/// <param name="Shape">How its values differ; null: they were not compared.</param>
/// <param name="Obstacle">Why nothing can be said of it; null: something can.</param>
internal sealed record MeasuredColumn(ColumnDrift Column, ShapeComparison? Shape, string? Obstacle)
{
    /// <summary>The index of the values alone, without those that are missing.</summary>
    public double? ShapePsi { get; init; }

    /// <summary>The index of missing against present ones.</summary>
    public double? MissingPsi { get; init; }

    /// <summary>Of kind time: why, where its type does not say so.</summary>
    public string? Note { get; init; }
}
