namespace Mdlc.Learning.Drift;

/// <summary>When a difference is drift: significant, and large enough to matter.</summary>
public sealed record DriftOptions
{
    /// <value>The default value is 0.05.</value>
    public double FalseDiscoveryRate { get; init; } = 0.05;

    /// <summary>The smallest population stability index that matters.</summary>
    /// <value>The default value is 0.02.</value>
    public double PsiFloor { get; init; } = 0.02;

    /// <summary>The smallest normed Wasserstein distance that matters; a numeric column needs to reach this or <see cref="PsiFloor"/>.</summary>
    /// <value>The default value is 0.05.</value>
    public double WassersteinFloor { get; init; } = 0.05;

    /// <summary>Fewer rows, on either side, decide nothing.</summary>
    /// <value>The default value is 200.</value>
    public long MinimumRows { get; init; } = 200;

    /// <summary>Chance of exceeding the index's limit without a change.</summary>
    /// <value>The default value is 0.05.</value>
    public double PsiAlpha { get; init; } = 0.05;
}
