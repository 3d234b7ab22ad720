namespace Mdlc.Learning.Search.Proposing.Gp;

/// <summary>
/// A Gaussian process with Matérn's kernel of 5/2 and a length of its own for each input. Lengths and noise are the likeliest ones for the
/// values, with a mild belief that lengths are about as the cube is wide.
/// </summary>
internal sealed class GaussianProcess
{
    private const double MinNoise = 1e-6;
    private const double MaxNoise = 1e-2;
    private const double MinLength = 0.02;
    private const double MaxLength = 20;

    /// <summary>What lengths are believed to be, and how firmly, in logarithms.</summary>
    private static readonly double LengthBelief = Math.Log(0.7);

    private const double BeliefDeviation = 1.0;

    private readonly double[][] _inputs;
    private readonly double[] _lengths;
    private readonly double[][] _factor;
    private readonly double[] _alpha;
    private readonly double _variance;

    private GaussianProcess(double[][] inputs, double[] values, double[] lengths, double noise)
    {
        (_inputs, _lengths) = (inputs, lengths);
        _factor = Cholesky(Kernel(inputs, lengths, noise));
        _alpha = SolveUpper(_factor, SolveLower(_factor, values));
        _variance = Math.Max(1e-12, Dot(values, _alpha) / values.Length);
    }

    /// <param name="few">Positions of the inputs by which lengths and noise are found; the cost grows by the cube of their number.</param>
    /// <param name="values">About 0, with deviation about 1.</param>
    public static GaussianProcess Fit(double[][] inputs, double[] values, int[] few)
    {
        double[][] x = [.. few.Select(i => inputs[i])];
        double[] y = [.. few.Select(i => values[i])];
        var (lengths, noise) = Likeliest(x, y);
        return new GaussianProcess(inputs, values, lengths, noise);
    }

    public (double Mean, double Deviation) Predict(double[] at)
    {
        var k = new double[_inputs.Length];
        for (var i = 0; i < k.Length; i++)
        {
            k[i] = Matern(Distance(_inputs[i], at, _lengths));
        }

        var mean = Dot(k, _alpha);
        var v = SolveLower(_factor, k);
        return (mean, Math.Sqrt(_variance * Math.Max(1e-12, 1 - Dot(v, v))));
    }

    /// <summary>By Rprop: each logarithm goes by a step of its own, longer while its slope keeps its sign.</summary>
    private static (double[] Lengths, double Noise) Likeliest(double[][] x, double[] y)
    {
        var d = x[0].Length;
        var at = Enumerable.Repeat(LengthBelief, d).Append(Math.Log(1e-4)).ToArray();
        var step = Enumerable.Repeat(0.3, d + 1).ToArray();
        var before = new double[d + 1];
        var (best, bestValue) = ((double[])at.Clone(), double.NegativeInfinity);
        for (var round = 0; round < 30; round++)
        {
            var (value, slope) = Likelihood(x, y, at);
            if (value > bestValue)
            {
                (best, bestValue) = ((double[])at.Clone(), value);
            }

            for (var i = 0; i <= d; i++)
            {
                var turn = slope[i] * before[i];
                step[i] = turn > 0 ? Math.Min(1, step[i] * 1.3) : turn < 0 ? step[i] * 0.4 : step[i];
                before[i] = turn < 0 ? 0 : slope[i];
                var (low, high) = i < d ? (MinLength, MaxLength) : (MinNoise, MaxNoise);
                at[i] = Math.Clamp(at[i] + (Math.Sign(before[i]) * step[i]), Math.Log(low), Math.Log(high));
            }
        }

        return ([.. best.Take(d).Select(length => Math.Exp(length))], Math.Exp(best[d]));
    }

    /// <summary>Of the values given lengths and noise (in logarithms), the variance being the likeliest one, with its slopes.</summary>
    private static (double Value, double[] Slope) Likelihood(double[][] x, double[] y, double[] at)
    {
        var (n, d) = (x.Length, x[0].Length);
        double[] lengths = [.. at.Take(d).Select(length => Math.Exp(length))];
        var noise = Math.Exp(at[d]);
        var factor = Cholesky(Kernel(x, lengths, noise));
        var alpha = SolveUpper(factor, SolveLower(factor, y));
        var variance = Math.Max(1e-12, Dot(y, alpha) / n);
        var value = -0.5 * n * Math.Log(variance);
        for (var i = 0; i < n; i++)
        {
            value -= Math.Log(factor[i][i]);
        }

        var inverse = Inverse(factor);
        var slope = new double[d + 1];
        for (var i = 0; i < n; i++)
        {
            slope[d] += 0.5 * noise * ((alpha[i] * alpha[i] / variance) - inverse[i][i]);
            for (var j = 0; j < i; j++)
            {
                var r = Distance(x[i], x[j], lengths);
                var s = Math.Sqrt(5) * r;

                // dk/d(log length) = 5/3 (1 + s) e^-s times the squared part of the distance.
                var common = ((alpha[i] * alpha[j] / variance) - inverse[i][j]) * (5.0 / 3) * (1 + s) * Math.Exp(-s);
                for (var k = 0; k < d; k++)
                {
                    var part = (x[i][k] - x[j][k]) / lengths[k];
                    slope[k] += common * part * part;
                }
            }
        }

        for (var k = 0; k < d; k++)
        {
            var off = (at[k] - LengthBelief) / BeliefDeviation;
            value -= 0.5 * off * off;
            slope[k] -= off / BeliefDeviation;
        }

        return (value, slope);
    }

    private static double[][] Kernel(double[][] x, double[] lengths, double noise)
    {
        var kernel = new double[x.Length][];
        for (var i = 0; i < x.Length; i++)
        {
            kernel[i] = new double[i + 1];
            for (var j = 0; j < i; j++)
            {
                kernel[i][j] = Matern(Distance(x[i], x[j], lengths));
            }

            kernel[i][i] = 1 + noise;
        }

        return kernel;
    }

    private static double Distance(double[] a, double[] b, double[] lengths)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            var part = (a[k] - b[k]) / lengths[k];
            sum += part * part;
        }

        return Math.Sqrt(sum);
    }

    private static double Matern(double distance)
    {
        var s = Math.Sqrt(5) * distance;
        return (1 + s + (s * s / 3)) * Math.Exp(-s);
    }

    /// <summary>In place; the noise keeps it positive definite.</summary>
    private static double[][] Cholesky(double[][] a)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var row = a[i];
            for (var j = 0; j < i; j++)
            {
                row[j] = (row[j] - Dot(row.AsSpan(0, j), a[j].AsSpan(0, j))) / a[j][j];
            }

            row[i] = Math.Sqrt(Math.Max(1e-10, row[i] - Dot(row.AsSpan(0, i), row.AsSpan(0, i))));
        }

        return a;
    }

    private static double[] SolveLower(double[][] factor, double[] y)
    {
        var z = new double[y.Length];
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = (y[i] - Dot(factor[i].AsSpan(0, i), z.AsSpan(0, i))) / factor[i][i];
        }

        return z;
    }

    private static double[] SolveUpper(double[][] factor, double[] z)
    {
        var x = (double[])z.Clone();
        for (var i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= factor[i][i];
            for (var j = 0; j < i; j++)
            {
                x[j] -= factor[i][j] * x[i];
            }
        }

        return x;
    }

    /// <summary>Of the factored matrix; its lower half.</summary>
    private static double[][] Inverse(double[][] factor)
    {
        // Columns of the factor's inverse: row c of `columns` is column c, from its diagonal on.
        var n = factor.Length;
        var columns = new double[n][];
        for (var c = 0; c < n; c++)
        {
            var column = new double[n];
            column[c] = 1 / factor[c][c];
            for (var i = c + 1; i < n; i++)
            {
                column[i] = -Dot(factor[i].AsSpan(c, i - c), column.AsSpan(c, i - c)) / factor[i][i];
            }

            columns[c] = column;
        }

        var inverse = new double[n][];
        for (var i = 0; i < n; i++)
        {
            inverse[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                inverse[i][j] = Dot(columns[i].AsSpan(i), columns[j].AsSpan(i));
            }
        }

        return inverse;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        // In four sums of its own making: a library's vectors are as wide as the machine's, and sums would differ by it.
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        var i = 0;
        for (; i + 3 < a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
        {
            s0 += a[i] * b[i];
        }

        return s0 + s1 + (s2 + s3);
    }
}
