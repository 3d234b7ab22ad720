namespace Mdlc.Learning.Statistics;

/// <summary>
/// Differences between two discrete distributions given as counts or shares of the same bins (both are normalised first). The first
/// argument is the reference.
/// </summary>
public static class Divergence
{
    /// <summary>The share that an empty bin is given where a logarithm needs one.</summary>
    public const double EmptyShare = 1e-4;

    /// <summary>Population stability index, Σ (c − r) ln(c/r), with empty bins at <paramref name="emptyShare"/>.</summary>
    public static double PopulationStability(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double emptyShare = EmptyShare)
    {
        var (r, c) = (Shares(reference, current.Length), Shares(current, reference.Length));
        var sum = 0.0;
        for (var i = 0; i < r.Length; i++)
        {
            var (ri, ci) = (Filled(r[i], emptyShare), Filled(c[i], emptyShare));
            sum += (ci - ri) * Math.Log(ci / ri);
        }
        return sum;
    }

    /// <summary>KL(reference ‖ current) = Σ r ln(r/c), natural logarithm, with empty bins at <paramref name="emptyShare"/>.</summary>
    public static double KullbackLeibler(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double emptyShare = EmptyShare)
    {
        var (r, c) = (Shares(reference, current.Length), Shares(current, reference.Length));
        var sum = 0.0;
        for (var i = 0; i < r.Length; i++)
        {
            var (ri, ci) = (Filled(r[i], emptyShare), Filled(c[i], emptyShare));
            sum += ri * Math.Log(ri / ci);
        }
        return sum;
    }

    /// <summary>
    /// The Jensen–Shannon <em>distance</em>, the root of the divergence: at most √ln 2 with the natural logarithm (default), at most 1
    /// with base 2.
    /// </summary>
    public static double JensenShannonDistance(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double logarithmBase = Math.E)
    {
        var (r, c) = (Shares(reference, current.Length), Shares(current, reference.Length));
        var sum = 0.0;
        for (var i = 0; i < r.Length; i++)
        {
            var mean = (r[i] + c[i]) / 2;
            sum += Term(r[i], mean) + Term(c[i], mean);
        }
        return Math.Sqrt(Math.Max(0, sum / 2 / Math.Log(logarithmBase)));

        static double Term(double share, double mean) => share == 0 ? 0 : share * Math.Log(share / mean);
    }

    public static double Hellinger(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (r, c) = (Shares(reference, current.Length), Shares(current, reference.Length));
        var overlap = 0.0;
        for (var i = 0; i < r.Length; i++)
        {
            overlap += Math.Sqrt(r[i] * c[i]);
        }
        return Math.Sqrt(Math.Max(0, 1 - overlap));
    }

    /// <summary>Total variation distance, ½ Σ |r − c|.</summary>
    public static double TotalVariation(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (r, c) = (Shares(reference, current.Length), Shares(current, reference.Length));
        return r.Zip(c, (ri, ci) => Math.Abs(ri - ci)).Sum() / 2;
    }

    /// <summary>The largest difference of a bin's shares.</summary>
    public static double LInfinity(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (r, c) = (Shares(reference, current.Length), Shares(current, reference.Length));
        return r.Zip(c, (ri, ci) => Math.Abs(ri - ci)).Max();
    }

    private static double Filled(double share, double emptyShare) => share == 0 ? emptyShare : share;

    private static double[] Shares(ReadOnlySpan<double> counts, int expectedBins)
    {
        if (counts.Length != expectedBins || counts.IsEmpty)
        {
            throw new ArgumentException($"Found {counts.Length} and {expectedBins} bins; give both distributions over the same bins.");
        }
        var total = 0.0;
        foreach (var count in counts)
        {
            total += count;
        }
        var shares = new double[counts.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = counts[i] / total;
        }
        return shares;
    }
}
