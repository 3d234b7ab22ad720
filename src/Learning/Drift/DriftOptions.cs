namespace Mdlc.Learning.Drift;

/// <summary>When a difference is drift: significant, and large enough to matter.</summary>
public sealed record DriftOptions
{
    /// <summary>
    /// A window without any change has one column or more that is told as drifted no more often than this: the false discovery rate is then the
    /// chance of a false alarm.
    /// </summary>
    /// <value>The default value is 0.01.</value>
    public double FalseDiscoveryRate { get; init; } = 0.01;

    /// <summary>The smallest population stability index that matters.</summary>
    /// <value>The default value is 0.02.</value>
    public double PsiFloor { get; init; } = 0.02;

    /// <summary>
    /// The smallest distance that matters, in the reference's spread; a numeric column needs to reach this <em>and</em> <see cref="PsiFloor"/>.
    /// </summary>
    /// <value>The default value is 0.1.</value>
    public double DistanceFloor { get; init; } = 0.1;

    /// <summary>From this index on a drift is strong.</summary>
    /// <value>The default value is 0.25.</value>
    public double StrongPsi { get; init; } = 0.25;

    /// <summary>From this distance on a drift is strong.</summary>
    /// <value>The default value is 0.5.</value>
    public double StrongDistance { get; init; } = 0.5;

    /// <summary>From this difference on between the shares of rows without a value, or of unreadable ones, a drift is strong.</summary>
    /// <value>The default value is 0.1.</value>
    public double StrongShare { get; init; } = 0.1;

    /// <summary>Fewer rows, on either side, decide nothing.</summary>
    /// <value>The default value is 200.</value>
    public long MinimumRows { get; init; } = 200;

    /// <summary>Chance of exceeding the index's limit without a change.</summary>
    /// <value>The default value is 0.05.</value>
    public double PsiAlpha { get; init; } = 0.05;
}
