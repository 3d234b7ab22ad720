namespace Mdlc.Learning.Statistics;

/// <summary>
/// Fisher's exact test of two shares: the hypergeometric chances of all tables with the same margins that are as unlikely as the one at hand, or
/// more so. Where counts are small the z test calls chance significant: 2 of 200 rows against none of 2000 have p = 0.008, not 0.00001.
/// </summary>
public static class FisherExact
{
    /// <summary>Tables whose chances differ by less are equally likely: rounding must not part them.</summary>
    private const double Tie = 1 + 1e-9;

    /// <summary>Two-sided; 1 where nothing varies.</summary>
    public static double TwoSided(long successesA, long rowsA, long successesB, long rowsB)
    {
        var successes = successesA + successesB;
        var (first, last) = (Math.Max(0, successes - rowsB), Math.Min(successes, rowsA));
        var mode = Math.Clamp((long)((successes + 1.0) * (rowsA + 1.0) / (rowsA + rowsB + 2.0)), first, last);

        // In units of the chance of the likeliest table: no factorial is needed, and what is too small to be counted becomes 0.
        var observed = 1.0;
        for (var at = mode; at < successesA; at++)
        {
            observed *= Ratio(at);
        }

        for (var at = mode; at > successesA; at--)
        {
            observed /= Ratio(at - 1);
        }

        double all = 1, asExtreme = observed * Tie >= 1 ? 1 : 0;
        for (var (at, chance) = (mode, 1.0); at < last && chance > 0; at++)
        {
            Count(chance *= Ratio(at));
        }

        for (var (at, chance) = (mode, 1.0); at > first && chance > 0; at--)
        {
            Count(chance /= Ratio(at - 1));
        }

        return Math.Min(1, asExtreme / all);

        // P(x + 1) / P(x)
        double Ratio(long x) => (double)(successes - x) / (x + 1) * (rowsA - x) / (rowsB - successes + x + 1);

        void Count(double chance)
        {
            all += chance;
            asExtreme += chance <= observed * Tie ? chance : 0;
        }
    }
}
