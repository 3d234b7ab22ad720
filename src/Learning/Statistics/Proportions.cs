using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>Shares of successes.</summary>
public static class Proportions
{
    /// <summary>Successes or failures of both samples together up to which <see cref="PValue"/> is exact.</summary>
    private const long ExactLimit = 20_000;

    /// <summary>Two independent shares, pooled z test, two-sided; z is 0 and p is 1 where nothing varies.</summary>
    public static TestResult TwoSample(long successesA, long rowsA, long successesB, long rowsB)
    {
        var pooled = (double)(successesA + successesB) / (rowsA + rowsB);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / rowsA) + (1.0 / rowsB)));
        var z = error == 0 ? 0 : (((double)successesA / rowsA) - ((double)successesB / rowsB)) / error;
        return new TestResult(z, Normal.TwoSided(z));
    }

    /// <summary>
    /// <see cref="TwoSample"/>, exact (<see cref="FisherExact"/>) unless both successes and failures are so many that the z test is as good.
    /// </summary>
    public static double PValue(long successesA, long rowsA, long successesB, long rowsB)
    {
        var successes = successesA + successesB;
        return Math.Min(successes, rowsA + rowsB - successes) <= ExactLimit
            ? FisherExact.TwoSided(successesA, rowsA, successesB, rowsB)
            : TwoSample(successesA, rowsA, successesB, rowsB).PValue;
    }

    /// <summary>Wilson's score interval for a share; sound near 0 and 1. Successes may be fractional (a weighted share).</summary>
    public static Interval Wilson(double successes, double rows, double confidence = 0.95)
    {
        var z = -Normal.Quantile((1 - confidence) / 2);
        var share = successes / rows;
        var scale = 1 + (z * z / rows);
        var middle = (share + (z * z / (2 * rows))) / scale;
        var half = z / scale * Math.Sqrt((share * (1 - share) / rows) + (z * z / (4 * rows * rows)));

        // At the borders the formula gives exactly 0 and 1, and its rounding does not: an interval must hold its share.
        return new Interval(successes <= 0 ? 0 : Math.Max(0, middle - half), successes >= rows ? 1 : Math.Min(1, middle + half));
    }
}
