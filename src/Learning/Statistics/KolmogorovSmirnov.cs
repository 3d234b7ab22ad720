namespace Mdlc.Learning.Statistics;

/// <summary>The two-sample Kolmogorov–Smirnov test.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>Largest sample for which the p-value is exact.</summary>
    public const int ExactLimit = 10_000;

    /// <summary>Above this effective size the one-sample distribution is replaced by its limit.</summary>
    private const int OneSampleExactLimit = 140;

    /// <summary>Below this the limit is taken for the exact p-value: no decision lies there, and the exact sum is widest and slowest.</summary>
    private const double Negligible = 1e-30;

    public static TestResult TwoSample(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        TwoSampleSorted(Descriptive.Sorted(a), Descriptive.Sorted(b));

    /// <summary>
    /// Exact up to <see cref="ExactLimit"/> rows in both samples, Kolmogorov's limit above (and where p is below 1e-30). With ties the
    /// exact p is conservative.
    /// </summary>
    public static TestResult TwoSampleSorted(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var distance = LatticeDistance(a, b);
        var statistic = distance / ((double)a.Length * b.Length);
        return new TestResult(statistic, PValue(a.Length, b.Length, distance, statistic));
    }

    private static double PValue(int n, int m, long distance, double statistic)
    {
        var limit = LimitPValue(Math.Sqrt((double)n * m / (n + m)) * statistic);
        return limit < Negligible ? limit
            : Math.Max(n, m) <= ExactLimit ? ExactPValue(n, m, distance)
            : AsymptoticPValue(n, m, statistic);
    }

    /// <summary>
    /// P(D ≥ d) by the one-sample distribution at the effective size nm/(n+m), which is Kolmogorov's limit when that is large.
    /// </summary>
    public static double AsymptoticPValue(long n, long m, double statistic)
    {
        var effective = Math.Round((double)n * m / (n + m), MidpointRounding.ToEven);
        return effective <= OneSampleExactLimit && effective * statistic * statistic < 18
            ? OneSamplePValue((int)effective, statistic)
            : LimitPValue(Math.Sqrt(effective) * statistic);
    }

    /// <summary>Kolmogorov's limit: 2 Σ (−1)^(k−1) exp(−2k²x²).</summary>
    public static double LimitPValue(double x)
    {
        if (x < 0.2)
        {
            return 1;
        }
        var sum = 0.0;
        if (x < 1)
        {
            // The theta-function form converges fast where the alternating series does not.
            for (var k = 1; k < 20; k += 2)
            {
                sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            }
            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }
        for (var k = 1; k < 20; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        }
        return sum;
    }

    /// <summary>P(D_n ≥ d) of the one-sample statistic: Marsaglia, Tsang and Wang, "Evaluating Kolmogorov's distribution" (2003).</summary>
    public static double OneSamplePValue(int n, double statistic)
    {
        if (statistic >= 1)
        {
            return 0;
        }
        if (statistic * n <= 0.5)
        {
            return 1;
        }
        var k = (int)Math.Floor(n * statistic) + 1;
        var (power, exponent) = MatrixPower(TransitionMatrix(k, k - (n * statistic)), n);
        var result = power[k - 1, k - 1];
        for (var i = 1; i <= n; i++)
        {
            result *= (double)i / n;
            if (result < 1e-140)
            {
                result *= 1e140;
                exponent -= 140;
            }
        }
        return Math.Clamp(1 - (result * Math.Pow(10, exponent)), 0, 1);
    }

    /// <summary>The largest |i·m − j·n| over the pooled values: the statistic as a whole number, free of rounding.</summary>
    private static long LatticeDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        long largest = 0;
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            var value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == value)
            {
                i++;
            }
            while (j < b.Length && b[j] == value)
            {
                j++;
            }
            largest = Math.Max(largest, Math.Abs(((long)i * b.Length) - ((long)j * a.Length)));
        }
        return largest;
    }

    /// <summary>
    /// P(D ≥ d): a uniformly drawn lattice path from (0,0) to (n,m) is a Markov chain that steps right with probability
    /// (n−i)/(n−i+m−j); the probability is the mass that leaves the band |i·m − j·n| &lt; distance. All terms are positive, so that
    /// small p keep their digits.
    /// </summary>
    private static double ExactPValue(int n, int m, long distance)
    {
        if (distance == 0)
        {
            return 1;
        }
        var mass = new double[m + 2];
        mass[0] = 1;
        var outside = 0.0;
        for (var i = 0; i <= n; i++)
        {
            var first = FirstInside(i, n, m, distance);
            var last = Math.Min(m, (((long)i * m) + distance - 1) / n);
            var nextFirst = FirstInside(i + 1, n, m, distance);
            for (var j = first; j <= last; j++)
            {
                var here = mass[j];
                mass[j] = 0;
                if (here == 0)
                {
                    continue;
                }
                if (i == n && j == m)
                {
                    break;
                }
                var share = here / (n - i + m - j);
                var up = share * (m - j);
                if (j == last)
                {
                    outside += up;
                }
                else
                {
                    mass[j + 1] += up;
                }
                var right = share * (n - i);
                if (j < nextFirst)
                {
                    outside += right;
                }
                else
                {
                    mass[j] = right;
                }
            }
        }
        return Math.Min(1, outside);
    }

    /// <summary>The smallest j ≥ 0 with i·m − j·n &lt; distance.</summary>
    private static long FirstInside(int i, int n, int m, long distance)
    {
        var over = ((long)i * m) - distance;
        return over < 0 ? 0 : (over / n) + 1;
    }

    private static double[,] TransitionMatrix(int k, double h)
    {
        var size = (2 * k) - 1;
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[i, j] = i - j + 1 < 0 ? 0 : 1;
            }
        }
        for (var i = 0; i < size; i++)
        {
            matrix[i, 0] -= Math.Pow(h, i + 1);
            matrix[size - 1, i] -= Math.Pow(h, size - i);
        }
        matrix[size - 1, 0] += (2 * h) - 1 > 0 ? Math.Pow((2 * h) - 1, size) : 0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var g = 1; g <= i - j + 1; g++)
                {
                    matrix[i, j] /= g;
                }
            }
        }
        return matrix;
    }

    private static (double[,] Value, int Exponent) MatrixPower(double[,] matrix, int power)
    {
        if (power == 1)
        {
            return (matrix, 0);
        }
        var (half, halfExponent) = MatrixPower(matrix, power / 2);
        var value = Multiply(half, half);
        var exponent = 2 * halfExponent;
        if (power % 2 == 1)
        {
            value = Multiply(matrix, value);
        }
        var middle = value.GetLength(0) / 2;
        if (value[middle, middle] > 1e140)
        {
            Scale(value, 1e-140);
            exponent += 140;
        }
        return (value, exponent);
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        var size = a.GetLength(0);
        var product = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < size; k++)
            {
                var factor = a[i, k];
                for (var j = 0; j < size; j++)
                {
                    product[i, j] += factor * b[k, j];
                }
            }
        }
        return product;
    }

    private static void Scale(double[,] matrix, double factor)
    {
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(1); j++)
            {
                matrix[i, j] *= factor;
            }
        }
    }
}
