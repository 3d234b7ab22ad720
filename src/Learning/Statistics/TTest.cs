using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>Two-sample t tests for a difference of means, two-sided.</summary>
public static class TTest
{
    /// <summary>Equal variances assumed.</summary>
    public static TestResult Student(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var degrees = a.Length + b.Length - 2;
        var pooled = (((a.Length - 1) * Descriptive.Variance(a)) + ((b.Length - 1) * Descriptive.Variance(b))) / degrees;
        return Result(a, b, pooled * ((1.0 / a.Length) + (1.0 / b.Length)), degrees);
    }

    /// <summary>Variances may differ; Welch–Satterthwaite degrees of freedom.</summary>
    public static TestResult Welch(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var va = Descriptive.Variance(a) / a.Length;
        var vb = Descriptive.Variance(b) / b.Length;
        var degrees = (va + vb) * (va + vb) / ((va * va / (a.Length - 1)) + (vb * vb / (b.Length - 1)));
        return Result(a, b, va + vb, degrees);
    }

    private static TestResult Result(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double variance, double degrees)
    {
        var t = (Descriptive.Mean(a) - Descriptive.Mean(b)) / Math.Sqrt(variance);
        return new TestResult(t, StudentT.TwoSided(t, degrees));
    }
}
