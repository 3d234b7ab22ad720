namespace Mdlc.Contracts.Evaluation;

/// <summary>The values that a metric can have.</summary>
public enum MetricRange
{
    /// <summary>From 0 to 1.</summary>
    Share,

    /// <summary>From 0 on.</summary>
    NotNegative,

    /// <summary>Up to 1, without a lower end.</summary>
    AtMostOne,
}
