namespace Mdlc.Learning.Statistics;

/// <summary>The k-sample Anderson–Darling test, midrank version: Scholz and Stephens (1987), eq. 7.</summary>
public static class AndersonDarling
{
    private static readonly double[] Levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
    private static readonly double[] B0 = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085];
    private static readonly double[] B1 = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615];
    private static readonly double[] B2 = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154];

    /// <summary>
    /// The standardised statistic and its p-value, interpolated in the paper's table by a quadratic in the log: never outside
    /// [0.001, 0.25].
    /// </summary>
    public static TestResult KSample(params double[][] samples)
    {
        var sorted = Array.ConvertAll(samples, sample => Descriptive.Sorted(sample));
        var statistic = (RawStatistic(sorted) - (sorted.Length - 1)) / Math.Sqrt(RawVariance(sorted));
        return new TestResult(statistic, PValue(statistic, sorted.Length - 1));
    }

    private static double RawStatistic(double[][] sorted)
    {
        var pooled = Descriptive.Sorted(sorted.SelectMany(sample => sample).ToArray());
        double total = pooled.Length;
        var sum = 0.0;
        for (var start = 0; start < pooled.Length;)
        {
            var end = start + 1;
            while (end < pooled.Length && pooled[end] == pooled[start])
            {
                end++;
            }
            double ties = end - start;
            var below = start + (ties / 2);
            var scale = (below * (total - below)) - (total * ties / 4);
            foreach (var sample in sorted)
            {
                var (less, equal) = CountBelow(sample, pooled[start]);
                var gap = (total * (less + (equal / 2.0))) - (below * sample.Length);
                sum += ties / total * gap * gap / scale / sample.Length;
            }
            start = end;
        }
        return sum * (total - 1) / total;
    }

    private static (int Less, int Equal) CountBelow(double[] sample, double value)
    {
        var less = Binning.LowerBound(sample, value);
        return (less, Binning.UpperBound(sample, value) - less);
    }

    private static double RawVariance(double[][] sorted)
    {
        double k = sorted.Length, n = sorted.Sum(sample => sample.Length);
        var inverse = sorted.Sum(sample => 1.0 / sample.Length);
        double h = 0, g = 0;
        for (var i = 1; i < n; i++)
        {
            h += 1 / (n - i);
            if (i <= n - 2)
            {
                g += h / (i + 1);
            }
        }
        var a = (((4 * g) - 6) * (k - 1)) + ((10 - (6 * g)) * inverse);
        var b = (((2 * g) - 4) * k * k) + (8 * h * k) + (((2 * g) - (14 * h) - 4) * inverse) - (8 * h) + (4 * g) - 6;
        var c = (((6 * h) + (2 * g) - 2) * k * k) + (((4 * h) - (4 * g) + 6) * k) + (((2 * h) - 6) * inverse) + (4 * h);
        var d = (((2 * h) + 6) * k * k) - (4 * h * k);
        return ((((((a * n) + b) * n) + c) * n) + d) / ((n - 1) * (n - 2) * (n - 3));
    }

    private static double PValue(double statistic, double degrees)
    {
        var critical = new double[Levels.Length];
        for (var i = 0; i < critical.Length; i++)
        {
            critical[i] = B0[i] + (B1[i] / Math.Sqrt(degrees)) + (B2[i] / degrees);
        }
        if (statistic < critical[0])
        {
            return Levels[0];
        }
        if (statistic > critical[^1])
        {
            return Levels[^1];
        }
        var fit = MathNet.Numerics.Fit.Polynomial(critical, Array.ConvertAll(Levels, Math.Log), 2);
        return Math.Exp(fit[0] + (fit[1] * statistic) + (fit[2] * statistic * statistic));
    }
}
