using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>
/// The difference of two shares on the same rows, (b − c)/n, by Tango's score method (Statistics in Medicine 17, 1998): its test against
/// zero is McNemar's, and it stays sound with few or no discordant rows and against a margin.
/// </summary>
public static class PairedProportions
{
    /// <summary>The score statistic of the hypothesis that the difference is <paramref name="hypothesis"/>; falls as that grows.</summary>
    public static double ScoreZ(long b, long c, long rows, double hypothesis)
    {
        double n = rows;
        var linear = -b - c + (((2 * n) - b + c) * hypothesis);
        var constant = -c * hypothesis * (1 - hypothesis);
        var second = (Math.Sqrt(Math.Max(0, (linear * linear) - (8 * n * constant))) - linear) / (4 * n);
        var variance = n * ((2 * second) + (hypothesis * (1 - hypothesis)));
        var difference = b - c - (n * hypothesis);
        return difference == 0 ? 0 : variance <= 0 ? double.PositiveInfinity * Math.Sign(difference) : difference / Math.Sqrt(variance);
    }

    public static Interval Interval(long b, long c, long rows, double confidence = 0.95)
    {
        var z = -Normal.Quantile((1 - confidence) / 2);
        var estimate = (double)(b - c) / rows;
        return new Interval(
            Solve(-1, estimate, hypothesis => ScoreZ(b, c, rows, hypothesis) > z),
            Solve(estimate, 1, hypothesis => ScoreZ(b, c, rows, hypothesis) > -z));
    }

    /// <summary>Bisection for where <paramref name="above"/> turns from true to false.</summary>
    private static double Solve(double low, double high, Func<double, bool> above)
    {
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = above(middle) ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }
}
