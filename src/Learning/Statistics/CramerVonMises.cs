using MathNet.Numerics;

namespace Mdlc.Learning.Statistics;

/// <summary>The two-sample Cramér–von Mises test (Anderson 1962).</summary>
public static class CramerVonMises
{
    /// <summary>Largest sample for which the p-value is exact (and only without ties).</summary>
    public const int ExactLimit = 20;

    public static TestResult TwoSample(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double n = a.Length, m = b.Length, total = n + m;
        var ranks = Descriptive.Midranks([.. Descriptive.Sorted(a), .. Descriptive.Sorted(b)]);
        double left = 0, right = 0;
        for (var i = 0; i < a.Length; i++)
        {
            left += Math.Pow(ranks[i] - (i + 1), 2);
        }
        for (var j = 0; j < b.Length; j++)
        {
            right += Math.Pow(ranks[a.Length + j] - (j + 1), 2);
        }
        var u = (n * left) + (m * right);
        var statistic = (u / (n * m * total)) - (((4 * n * m) - 1) / (6 * total));
        var exact = Math.Max(a.Length, b.Length) <= ExactLimit && ranks.Distinct().Count() == ranks.Length;
        return new TestResult(statistic, exact ? ExactPValue(a.Length, b.Length, statistic) : LimitPValue(n, m, statistic));
    }

    /// <summary>
    /// T·N²·n·m is the sum over a lattice path of (i·m − j·n)², a whole number: its distribution follows by adding paths cell by cell.
    /// </summary>
    private static double ExactPValue(int n, int m, double statistic)
    {
        var observed = (long)Math.Round(statistic * (n + m) * (n + m) * n * m);
        var rows = new Dictionary<long, double>[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                rows[j] = Cell(i, j, i > 0 ? rows[j] : null, j > 0 ? rows[j - 1] : null);
            }
        }
        return rows[m].Where(entry => entry.Key >= observed).Sum(entry => entry.Value) / rows[m].Values.Sum();

        Dictionary<long, double> Cell(int i, int j, Dictionary<long, double>? fromLeft, Dictionary<long, double>? fromBelow)
        {
            if (i == 0 && j == 0)
            {
                return new Dictionary<long, double> { [0] = 1 };
            }
            var step = (long)Math.Pow((i * m) - (j * n), 2);
            var cell = new Dictionary<long, double>();
            foreach (var source in new[] { fromLeft, fromBelow })
            {
                foreach (var (sum, paths) in source ?? [])
                {
                    cell[sum + step] = cell.GetValueOrDefault(sum + step) + paths;
                }
            }
            return cell;
        }
    }

    private static double LimitPValue(double n, double m, double statistic)
    {
        double total = n + m, product = n * m;
        var mean = (1 + (1 / total)) / 6;
        var variance = (total + 1) * ((4 * product * total) - (3 * ((n * n) + (m * m))) - (2 * product)) / (45 * total * total * 4 * product);
        return 1 - LimitCdf((1.0 / 6) + ((statistic - mean) / Math.Sqrt(45 * variance)));
    }

    /// <summary>The limiting distribution as a series of Bessel functions (Anderson and Darling 1952, eq. 4.35).</summary>
    private static double LimitCdf(double x)
    {
        if (x <= 0.0025)
        {
            return 0;
        }
        double sum = 0, gammaRatio = Math.Sqrt(Math.PI);
        for (var k = 0; k < 100; k++)
        {
            var root = (4.0 * k) + 1;
            var y = root * root / (16 * x);
            var term = gammaRatio * Math.Sqrt(root) * Math.Exp(-2 * y) * SpecialFunctions.BesselKScaled(0.25, y);
            sum += term;
            if (term < 1e-17 * sum)
            {
                break;
            }
            gammaRatio *= (k + 0.5) / (k + 1);
        }
        return Math.Clamp(sum / (Math.Pow(Math.PI, 1.5) * Math.Sqrt(x)), 0, 1);
    }
}
