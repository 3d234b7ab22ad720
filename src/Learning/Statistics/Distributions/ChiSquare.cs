using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Mdlc.Learning.Statistics.Distributions;

/// <summary>The chi-square distribution.</summary>
public static class ChiSquare
{
    public static double Cdf(double x, double degreesOfFreedom) =>
        x <= 0 ? 0 : SpecialFunctions.GammaLowerRegularized(degreesOfFreedom / 2, x / 2);

    public static double UpperTail(double x, double degreesOfFreedom) =>
        x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, x / 2);

    public static double Quantile(double p, double degreesOfFreedom) => ChiSquared.InvCDF(degreesOfFreedom, p);
}
