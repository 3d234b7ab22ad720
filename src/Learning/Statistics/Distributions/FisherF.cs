namespace Mdlc.Learning.Statistics.Distributions;

/// <summary>The F distribution.</summary>
public static class FisherF
{
    public static double Cdf(double f, double numerator, double denominator)
    {
        var total = (numerator * f) + denominator;
        return f <= 0 ? 0 : IncompleteBeta.Regularized(numerator / 2, denominator / 2, numerator * f / total, denominator / total);
    }

    public static double UpperTail(double f, double numerator, double denominator)
    {
        var total = (numerator * f) + denominator;
        return f <= 0 ? 1 : IncompleteBeta.Regularized(denominator / 2, numerator / 2, denominator / total, numerator * f / total);
    }
}
