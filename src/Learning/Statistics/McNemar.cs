using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>
/// McNemar's test on paired yes/no outcomes: b rows where only the first says yes, c where only the second does. Two-sided; without a
/// discordant row p is 1.
/// </summary>
public static class McNemar
{
    /// <summary>Below this many discordant rows <see cref="Test"/> is exact.</summary>
    public const int ExactBelow = 25;

    /// <summary>Exact below <see cref="ExactBelow"/> discordant rows, continuity-corrected chi-square from there on.</summary>
    public static TestResult Test(long b, long c) =>
        b + c < ExactBelow ? new TestResult(Math.Min(b, c), Exact(b, c)) : Corrected(b, c);

    public static TestResult Uncorrected(long b, long c)
    {
        double difference = b - c;
        return Result(difference * difference, b + c);
    }

    public static TestResult Corrected(long b, long c)
    {
        var difference = Math.Max(0.0, Math.Abs(b - c) - 1);
        return Result(difference * difference, b + c);
    }

    /// <summary>The exact binomial p-value.</summary>
    public static double Exact(long b, long c) => Math.Min(1, 2 * Binomial.Cdf(Math.Min(b, c), b + c, 0.5));

    /// <summary>The exact p-value less half the probability of what was seen; less conservative.</summary>
    public static double MidP(long b, long c) =>
        b == c ? 1 : Exact(b, c) - Binomial.Probability(Math.Min(b, c), b + c, 0.5);

    /// <summary>One-sided: P(this many b or more | b and c equally likely).</summary>
    public static double ExactUpperTail(long b, long c) => Binomial.UpperTail(b, b + c, 0.5);

    private static TestResult Result(double square, long discordant)
    {
        var statistic = discordant == 0 ? 0 : square / discordant;
        return new TestResult(statistic, ChiSquare.UpperTail(statistic, 1));
    }
}
