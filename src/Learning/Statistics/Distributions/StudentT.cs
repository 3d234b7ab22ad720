namespace Mdlc.Learning.Statistics.Distributions;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    public static double UpperTail(double t, double degreesOfFreedom)
    {
        var half = TwoSided(t, degreesOfFreedom) / 2;
        return t >= 0 ? half : 1 - half;
    }

    /// <summary>P(|T| ≥ |t|).</summary>
    public static double TwoSided(double t, double degreesOfFreedom)
    {
        var square = t * t;
        var total = degreesOfFreedom + square;
        return IncompleteBeta.Regularized(degreesOfFreedom / 2, 0.5, degreesOfFreedom / total, square / total);
    }
}
