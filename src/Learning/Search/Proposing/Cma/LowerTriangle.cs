namespace Mdlc.Learning.Search.Proposing.Cma;

/// <summary>Cholesky's factor A of a covariance: A·Aᵀ.</summary>
internal sealed class LowerTriangle
{
    private readonly double[,] _a;

    private LowerTriangle(double[,] a) => _a = a;

    /// <returns>Null: the matrix is not positive definite.</returns>
    public static LowerTriangle? Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[i, k] * a[j, k];
                }

                if (i == j && !(sum > 0))
                {
                    return null;
                }

                a[i, j] = i == j ? Math.Sqrt(sum) : sum / a[j, j];
            }
        }

        return new LowerTriangle(a);
    }

    /// <summary>A·z.</summary>
    public double[] Times(double[] z)
    {
        var y = new double[z.Length];
        for (var i = 0; i < z.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                y[i] += _a[i, j] * z[j];
            }
        }

        return y;
    }

    /// <summary>The z with A·z = y.</summary>
    public double[] Solve(double[] y)
    {
        var z = new double[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var sum = y[i];
            for (var j = 0; j < i; j++)
            {
                sum -= _a[i, j] * z[j];
            }

            z[i] = sum / _a[i, i];
        }

        return z;
    }
}
