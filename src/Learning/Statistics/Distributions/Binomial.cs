namespace Mdlc.Learning.Statistics.Distributions;

/// <summary>The binomial distribution of n trials with success probability p.</summary>
public static class Binomial
{
    /// <summary>P(X ≤ k).</summary>
    public static double Cdf(long k, long n, double p) =>
        k < 0 ? 0 : k >= n ? 1 : IncompleteBeta.Regularized(n - k, k + 1, 1 - p, p);

    /// <summary>P(X ≥ k).</summary>
    public static double UpperTail(long k, long n, double p) =>
        k <= 0 ? 1 : k > n ? 0 : IncompleteBeta.Regularized(k, n - k + 1, p, 1 - p);

    /// <summary>P(X = k).</summary>
    public static double Probability(long k, long n, double p)
    {
        if (k < 0 || k > n)
        {
            return 0;
        }
        // The smaller tail, so that the difference keeps its digits.
        return k <= n * p ? Cdf(k, n, p) - Cdf(k - 1, n, p) : UpperTail(k, n, p) - UpperTail(k + 1, n, p);
    }
}
