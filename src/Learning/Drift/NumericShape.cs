using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Drift;

/// <summary>Two numeric columns: Kolmogorov–Smirnov, Wasserstein, and counts by the reference's deciles.</summary>
internal static class NumericShape
{
    public static ShapeComparison Compare(ColumnProfile reference, ColumnProfile current)
    {
        double[] before = [.. reference.Sample], now = [.. current.Sample];
        var edges = Binning.QuantileEdges(before);
        var ks = Test(reference, current, before, now);
        var distance = Wasserstein.Distance(before, now);
        var deviation = reference.StandardDeviation ?? 0;
        return new ShapeComparison
        {
            Test = DriftTest.KolmogorovSmirnov,
            Statistic = ks.Statistic,
            P = ks.PValue,
            ReferenceBins = Scaled(Binning.CountByInnerEdges(before, edges), reference),
            CurrentBins = Scaled(Binning.CountByInnerEdges(now, edges), current),
            WassersteinNormed = deviation > 0 ? distance / deviation : null,
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

    private static double[] Scaled(long[] counts, ColumnProfile profile) =>
        Array.ConvertAll(counts, count => (double)count * profile.Present / profile.Sample.Count);
}
