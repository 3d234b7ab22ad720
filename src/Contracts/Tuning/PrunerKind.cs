namespace Mdlc.Contracts.Tuning;

/// <summary>How a study ends trials that promise little.</summary>
public enum PrunerKind
{
    None,

    /// <summary>Ends what is worse than the median of the earlier trials' running means.</summary>
    Median,

    /// <summary>Asynchronous successive halving: of each rung the best share goes on.</summary>
    Asha,

    /// <summary>Several brackets of successive halving, from many short trials to few long ones.</summary>
    Hyperband,
}
