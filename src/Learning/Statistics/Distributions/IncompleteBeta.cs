using MathNet.Numerics;

namespace Mdlc.Learning.Statistics.Distributions;

/// <summary>
/// The regularised incomplete beta function. MathNet's own loses digits as its arguments grow (3e-11 at 1e5, from differences of
/// large log-gammas), hence this one: the factor before the fraction in Loader's saddle-point form (C. Loader, "Fast and accurate
/// computation of binomial probabilities", 2000), the continued fraction by the modified Lentz method.
/// </summary>
internal static class IncompleteBeta
{
    private const double Tiny = 1e-300;
    private const int MaximumTerms = 100_000;

    /// <summary>I_x(a, b), where <paramref name="y"/> is 1 − x as exactly as the caller knows it.</summary>
    public static double Regularized(double a, double b, double x, double y)
    {
        if (x <= 0)
        {
            return 0;
        }
        if (y <= 0)
        {
            return 1;
        }
        return x < (a + 1) / (a + b + 2)
            ? Factor(a, b, x, y) * Fraction(a, b, x) / a
            : 1 - (Factor(b, a, y, x) * Fraction(b, a, y) / b);
    }

    /// <summary>x^a y^b / B(a, b).</summary>
    private static double Factor(double a, double b, double x, double y)
    {
        var n = a + b;
        var exponent = StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * y);
        return Math.Sqrt(a / n * b / (2 * Math.PI)) * Math.Exp(exponent);
    }

    /// <summary>ln Γ(z) less its Stirling approximation.</summary>
    private static double StirlingError(double z)
    {
        if (z < 16)
        {
            return SpecialFunctions.GammaLn(z) - ((z - 0.5) * Math.Log(z)) + z - (0.5 * Math.Log(2 * Math.PI));
        }
        var s = 1 / (z * z);
        return (1.0 / 12 - (s * (1.0 / 360 - (s * (1.0 / 1260 - (s * (1.0 / 1680 - (s / 1188)))))))) / z;
    }

    /// <summary>k ln(k/m) + m − k without cancellation when k is near m.</summary>
    private static double Deviance(double k, double m)
    {
        if (Math.Abs(k - m) >= 0.1 * (k + m))
        {
            return (k * Math.Log(k / m)) + m - k;
        }
        var v = (k - m) / (k + m);
        var sum = (k - m) * v;
        var term = 2 * k * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v * v;
            var next = sum + (term / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }
            sum = next;
        }
        return sum;
    }

    private static double Fraction(double a, double b, double x)
    {
        var c = 1.0;
        var d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        var h = d;
        for (var m = 1; m <= MaximumTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            var step = d * c;
            h *= step;
            if (Math.Abs(step - 1) < 1e-16)
            {
                break;
            }
        }
        return h;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
