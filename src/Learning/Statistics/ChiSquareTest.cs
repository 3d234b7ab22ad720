using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Statistics;

/// <summary>Pearson's chi-square tests on counts.</summary>
public static class ChiSquareTest
{
    /// <summary>
    /// Observed counts against those expected, which are scaled to the observed total. It takes the expected shares as known: where they
    /// are a sample too, use <see cref="Contingency"/>.
    /// </summary>
    public static TestResult GoodnessOfFit(ReadOnlySpan<double> observed, ReadOnlySpan<double> expected)
    {
        double observedTotal = 0, expectedTotal = 0;
        for (var i = 0; i < observed.Length; i++)
        {
            observedTotal += observed[i];
            expectedTotal += expected[i];
        }
        var statistic = 0.0;
        for (var i = 0; i < observed.Length; i++)
        {
            var scaled = expected[i] * observedTotal / expectedTotal;
            statistic += (observed[i] - scaled) * (observed[i] - scaled) / scaled;
        }
        return new TestResult(statistic, ChiSquare.UpperTail(statistic, observed.Length - 1));
    }

    /// <summary>
    /// Whether two rows of counts over the same categories come from one distribution; categories that neither has are ignored. No
    /// continuity correction. NaN with fewer than two categories or an empty row.
    /// </summary>
    public static (TestResult Result, int DegreesOfFreedom) Contingency(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double firstTotal = 0, secondTotal = 0;
        for (var i = 0; i < first.Length; i++)
        {
            firstTotal += first[i];
            secondTotal += second[i];
        }
        var total = firstTotal + secondTotal;
        var statistic = 0.0;
        var categories = 0;
        for (var i = 0; i < first.Length; i++)
        {
            var both = first[i] + second[i];
            if (both > 0)
            {
                categories++;
                statistic += Term(first[i], both * firstTotal / total) + Term(second[i], both * secondTotal / total);
            }
        }
        var p = categories < 2 ? double.NaN : ChiSquare.UpperTail(statistic, categories - 1);
        return (new TestResult(statistic, p), categories - 1);

        static double Term(double observed, double expected) => (observed - expected) * (observed - expected) / expected;
    }
}
