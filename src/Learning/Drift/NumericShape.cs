using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Drift;

/// <summary>
/// Two numeric columns: Kolmogorov–Smirnov, Wasserstein, and counts by the reference's deciles with a bin on either side for what is beyond all
/// of the reference.
/// </summary>
internal static class NumericShape
{
    /// <summary>Of a normal distribution, the interquartile range in standard deviations.</summary>
    private const double QuartilesOfNormal = 1.349;

    public static ShapeComparison Compare(ColumnProfile reference, ColumnProfile current)
    {
        double[] before = [.. reference.Sample], now = [.. current.Sample];
        var ks = Test(reference, current, before, now);
        var distance = Wasserstein.Distance(before, now);
        var deviation = reference.StandardDeviation ?? 0;
        var (below, above) = Beyond(reference, current, now);
        var (referenceBins, currentBins) = Bins(reference, current, before, now, below, above);
        return new ShapeComparison
        {
            Test = DriftTest.KolmogorovSmirnov,
            Statistic = ks.Statistic,
            P = ks.PValue,
            ReferenceBins = referenceBins,
            CurrentBins = currentBins,
            OpenBins = 2,
            WassersteinNormed = deviation > 0 ? distance / deviation : null,
            Distance = deviation > 0 ? distance / Spread(before, deviation) : null,
            Below = below / current.Present,
            Above = above / current.Present,
            LeavesConstant = deviation == 0 && distance > 0,
        };
    }

    /// <summary>Exact where both samples are the whole columns; else the limit at the true numbers of rows.</summary>
    private static TestResult Test(ColumnProfile reference, ColumnProfile current, double[] before, double[] now)
    {
        var ofSamples = KolmogorovSmirnov.TwoSampleSorted(before, now);
        var whole = before.Length == reference.Present && now.Length == current.Present;
        return whole
            ? ofSamples
            : ofSamples with
            {
                PValue = KolmogorovSmirnov.AsymptoticPValue(reference.Present, current.Present, ofSamples.Statistic),
            };
    }

    /// <summary>A few values far away make the deviation so large that nothing would be a distance any more.</summary>
    private static double Spread(double[] sorted, double deviation)
    {
        var quartiles = (Descriptive.Quantile(sorted, 0.75) - Descriptive.Quantile(sorted, 0.25)) / QuartilesOfNormal;
        return quartiles > 0 ? Math.Min(deviation, quartiles) : deviation;
    }

    /// <summary>Rows of the window below and above all of the reference.</summary>
    private static (double Below, double Above) Beyond(ColumnProfile reference, ColumnProfile current, double[] now)
    {
        // Where a sample stands for the column its ends are inside of the column's.
        var (smallest, largest) = (reference.Min ?? reference.Sample[0], reference.Max ?? reference.Sample[^1]);
        var scale = (double)current.Present / now.Length;
        return (Binning.LowerBound(now, smallest) * scale, (now.Length - Binning.UpperBound(now, largest)) * scale);
    }

    private static (double[] Reference, double[] Current) Bins(
        ColumnProfile reference, ColumnProfile current, double[] before, double[] now, double below, double above)
    {
        var edges = Binning.QuantileEdges(before);
        var referenceBins = Scaled(Binning.CountByInnerEdges(before, edges), reference);
        var currentBins = Scaled(Binning.CountByInnerEdges(now, edges), current);

        // A constant has one edge, at itself: what is below it shares the first bin with it.
        currentBins[0] = Math.Max(0, currentBins[0] - below);
        currentBins[^1] = Math.Max(0, currentBins[^1] - above);
        var (lowReference, lowCurrent) = OpenBins.Of(below, reference.Present, current.Present);
        var (highReference, highCurrent) = OpenBins.Of(above, reference.Present, current.Present);
        return ([lowReference, .. referenceBins, highReference], [lowCurrent, .. currentBins, highCurrent]);
    }

    private static double[] Scaled(long[] counts, ColumnProfile profile) =>
        Array.ConvertAll(counts, count => (double)count * profile.Present / profile.Sample.Count);
}
