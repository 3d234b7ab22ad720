namespace Mdlc.Spec;

/// <summary>Bounds that are proposed for a column of numbers, inclusive; null: none on that side.</summary>
public sealed record ColumnBounds(double? Min, double? Max);
