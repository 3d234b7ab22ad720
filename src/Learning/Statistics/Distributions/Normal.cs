using MathNet.Numerics;

namespace Mdlc.Learning.Statistics.Distributions;

/// <summary>The standard normal distribution. Both tails keep their relative precision.</summary>
public static class Normal
{
    public static double Cdf(double x) => 0.5 * SpecialFunctions.Erfc(-x / Constants.Sqrt2);

    public static double UpperTail(double x) => 0.5 * SpecialFunctions.Erfc(x / Constants.Sqrt2);

    /// <summary>P(|Z| ≥ |x|).</summary>
    public static double TwoSided(double x) => SpecialFunctions.Erfc(Math.Abs(x) / Constants.Sqrt2);

    /// <summary>The x with <see cref="Cdf"/>(x) = <paramref name="p"/>; ∓∞ at 0 and 1.</summary>
    public static double Quantile(double p) => -Constants.Sqrt2 * SpecialFunctions.ErfcInv(2 * p);
}
