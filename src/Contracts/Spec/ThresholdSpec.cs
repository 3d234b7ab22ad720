namespace Mdlc.Contracts.Spec;

/// <summary>Binary: from which probability on a row counts as positive.</summary>
public sealed record ThresholdSpec
{
    public ThresholdRule Rule { get; init; }

    /// <summary>Of a fixed one: above 0 and below 1.</summary>
    public double Value { get; init; } = OperatingPoint.DefaultThreshold;

    /// <summary>What a false positive costs; not negative.</summary>
    public double FalsePositive { get; init; }

    /// <summary>What a false negative costs; not negative.</summary>
    public double FalseNegative { get; init; }
}
