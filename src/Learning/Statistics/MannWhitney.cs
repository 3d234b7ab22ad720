using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>The Mann–Whitney U test, two-sided; U counts the pairs in which the first sample is larger.</summary>
public static class MannWhitney
{
    /// <summary>Largest n·m for which the p-value is exact (and only without ties).</summary>
    public const int ExactLimit = 2_500;

    public static TestResult Test(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] pooled = [.. a, .. b];
        var ranks = Descriptive.Midranks(pooled);
        var u = -a.Length * (a.Length + 1.0) / 2;
        for (var i = 0; i < a.Length; i++)
        {
            u += ranks[i];
        }
        var larger = Math.Max(u, ((double)a.Length * b.Length) - u);
        var ties = TieTerm(pooled);
        var p = ties == 0 && (long)a.Length * b.Length <= ExactLimit
            ? 2 * ExactUpperTail(a.Length, b.Length, (int)larger)
            : 2 * NormalUpperTail(a.Length, b.Length, larger, ties);
        return new TestResult(u, Math.Min(1, p));
    }

    /// <summary>Σ (t³ − t) over groups of tied values.</summary>
    private static double TieTerm(double[] pooled)
    {
        Array.Sort(pooled);
        var sum = 0.0;
        for (var start = 0; start < pooled.Length;)
        {
            var end = start + 1;
            while (end < pooled.Length && pooled[end] == pooled[start])
            {
                end++;
            }
            var size = (double)(end - start);
            sum += (size * size * size) - size;
            start = end;
        }
        return sum;
    }

    /// <summary>With correction for ties and for continuity.</summary>
    private static double NormalUpperTail(int n, int m, double u, double ties)
    {
        double total = n + m;
        var product = (double)n * m;
        var deviation = Math.Sqrt(product / 12 * (total + 1 - (ties / (total * (total - 1)))));
        return Normal.UpperTail((u - (product / 2) - 0.5) / deviation);
    }

    /// <summary>P(U ≥ u) by the recurrence on which sample holds the largest value.</summary>
    private static double ExactUpperTail(int n, int m, int u)
    {
        var size = (n * m) + 1;
        var rows = new double[m + 1][];
        for (var j = 0; j <= m; j++)
        {
            rows[j] = new double[size];
            rows[j][0] = 1;
        }
        for (var i = 1; i <= n; i++)
        {
            // rows[j] holds the distribution of (i−1, j) until it is replaced by that of (i, j).
            for (var j = 1; j <= m; j++)
            {
                var next = new double[size];
                for (var k = 0; k <= i * j; k++)
                {
                    var largestIsOurs = k >= j ? rows[j][k - j] * i : 0;
                    next[k] = (largestIsOurs + (rows[j - 1][k] * j)) / (i + j);
                }
                rows[j] = next;
            }
        }
        var tail = 0.0;
        for (var k = size - 1; k >= u; k--)
        {
            tail += rows[m][k];
        }
        return tail;
    }
}
