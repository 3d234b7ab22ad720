using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>Two areas under the ROC curve on the same rows.</summary>
public sealed record DeLongResult
{
    public required double AucA { get; init; }

    public required double AucB { get; init; }

    public required double VarianceA { get; init; }

    public required double VarianceB { get; init; }

    public required double Covariance { get; init; }

    public double Difference => AucA - AucB;

    public double StandardError => Math.Sqrt(Math.Max(0, VarianceA + VarianceB - (2 * Covariance)));

    /// <summary>0 where neither differs nor varies, as for a model against itself.</summary>
    public double Z => Difference == 0 ? 0 : Difference / StandardError;

    /// <summary>Two-sided.</summary>
    public double PValue => Normal.TwoSided(Z);
}
