namespace Mdlc.Contracts.Spec;

/// <summary>How the probability is found from which on a row counts as positive.</summary>
public enum ThresholdRule
{
    /// <summary>The spec says it.</summary>
    Fixed,

    /// <summary>The one of the highest f1.</summary>
    F1,

    /// <summary>The one that costs least, by what a false positive and a false negative cost.</summary>
    Cost,
}
