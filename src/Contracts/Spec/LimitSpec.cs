namespace Mdlc.Contracts.Spec;

/// <summary>Bounds of a metric, inclusive; at least one is set.</summary>
public sealed record LimitSpec(double? Min = null, double? Max = null);
