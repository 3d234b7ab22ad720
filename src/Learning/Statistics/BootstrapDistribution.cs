using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>What a bootstrap drew. Intervals are two-sided; their ends are also one-sided bounds at half the level.</summary>
public sealed record BootstrapDistribution
{
    /// <summary>The statistic on the rows themselves.</summary>
    public required double Estimate { get; init; }

    /// <summary>The replicates on which the statistic is defined, in ascending order.</summary>
    public required IReadOnlyList<double> Replicates { get; init; }

    /// <summary>The number of replicates on which it is not (such as a draw of one class only).</summary>
    public required int Undefined { get; init; }

    public required double Acceleration { get; init; }

    public double StandardError
    {
        get
        {
            var mean = Replicates.Average();
            return Math.Sqrt(Replicates.Sum(value => (value - mean) * (value - mean)) / (Replicates.Count - 1));
        }
    }

    /// <summary>True where every replicate equals the estimate: the bootstrap then knows nothing of the uncertainty.</summary>
    public bool IsDegenerate => Replicates.Count < 2 || Replicates[0] == Replicates[^1];

    public Interval Percentile(double confidence = 0.95) => new(At((1 - confidence) / 2), At((1 + confidence) / 2));

    /// <summary>Bias-corrected and accelerated (Efron 1987).</summary>
    public Interval BiasCorrected(double confidence = 0.95) =>
        IsDegenerate
            ? Percentile(confidence)
            : new Interval(At(Corrected((1 - confidence) / 2)), At(Corrected((1 + confidence) / 2)));

    /// <summary>
    /// The one-sided p-value of "the statistic is at most <paramref name="limit"/>": the level at which the lower end of
    /// <see cref="BiasCorrected"/> meets the limit. At least 1/(replicates + 1).
    /// </summary>
    public double PValueAtMost(double limit)
    {
        if (IsDegenerate)
        {
            return Estimate > limit ? 1.0 / (Replicates.Count + 1) : 1;
        }
        var shift = Normal.Quantile(ShareBelow(limit)) - Bias;
        return Normal.Cdf((shift / (1 + (Acceleration * shift))) - Bias);
    }

    /// <summary>z₀: how far the estimate lies from the median of the replicates.</summary>
    private double Bias => Normal.Quantile(ShareBelow(Estimate));

    private double Corrected(double level)
    {
        var bias = Bias;
        var shifted = bias + Normal.Quantile(level);
        return Normal.Cdf(bias + (shifted / (1 - (Acceleration * shifted))));
    }

    /// <summary>The share below a value, ties half, kept off 0 and 1.</summary>
    private double ShareBelow(double value)
    {
        var (below, tied) = (0, 0);
        foreach (var replicate in Replicates)
        {
            below += replicate < value ? 1 : 0;
            tied += replicate == value ? 1 : 0;
        }
        return (below + (tied / 2.0) + 0.5) / (Replicates.Count + 1);
    }

    /// <summary>Hyndman–Fan type 6: a new draw falls below the k-th of B replicates with probability k/(B + 1), so that levels hold for small B too.</summary>
    private double At(double p)
    {
        var position = Math.Clamp((p * (Replicates.Count + 1)) - 1, 0, Replicates.Count - 1);
        var low = (int)Math.Floor(position);
        var high = Math.Min(low + 1, Replicates.Count - 1);
        return Replicates[low] + ((position - low) * (Replicates[high] - Replicates[low]));
    }
}
