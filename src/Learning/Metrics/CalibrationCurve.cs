using Mdlc.Contracts.Evaluation;

namespace Mdlc.Learning.Metrics;

/// <summary>How far probabilities are what they say: bins of a reliability diagram, and figures from them.</summary>
public static class CalibrationCurve
{
    public const int DefaultBins = 15;

    /// <summary>Bins [0, 1/n), [1/n, 2/n), …, the last with 1.</summary>
    public static IReadOnlyList<CalibrationBin> EqualWidth(bool[] labels, double[] probabilities, int bins = DefaultBins)
    {
        var rowsOfBin = Enumerable.Range(0, labels.Length).ToLookup(row => EqualWidthBin(probabilities[row], bins));
        return
        [
            .. from bin in Enumerable.Range(0, bins)
               where rowsOfBin.Contains(bin)
               select Bin(labels, probabilities, [.. rowsOfBin[bin]], (double)bin / bins, (bin + 1.0) / bins),
        ];
    }

    /// <summary>Bins of as nearly equal numbers of rows as ties allow: equal probabilities stay together.</summary>
    public static IReadOnlyList<CalibrationBin> EqualMass(bool[] labels, double[] probabilities, int bins = DefaultBins)
    {
        var order = Enumerable.Range(0, labels.Length).OrderBy(row => probabilities[row]).ToArray();
        var result = new List<CalibrationBin>(bins);
        for (var start = 0; start < order.Length;)
        {
            var wanted = (int)((long)order.Length * (result.Count + 1) / bins);
            var end = Math.Clamp(wanted, start + 1, order.Length);
            while (end < order.Length && probabilities[order[end]] == probabilities[order[end - 1]])
            {
                end++;
            }
            result.Add(Bin(labels, probabilities, order[start..end], probabilities[order[start]], probabilities[order[end - 1]]));
            start = end;
        }
        return result;
    }

    /// <summary>Mean over the rows of |observed − predicted| of their bin; NaN without rows.</summary>
    public static double ExpectedError(IReadOnlyList<CalibrationBin> bins) => Weighted(bins, bin => Math.Abs(Gap(bin)));

    public static double MaximumError(IReadOnlyList<CalibrationBin> bins) =>
        bins.Count == 0 ? double.NaN : bins.Max(bin => Math.Abs(Gap(bin)));

    public static double RootMeanSquareError(IReadOnlyList<CalibrationBin> bins) => Math.Sqrt(Weighted(bins, bin => Gap(bin) * Gap(bin)));

    /// <summary>
    /// Murphy's decomposition: Brier = reliability − resolution + uncertainty, exact where the probability is constant within each bin.
    /// </summary>
    public static (double Reliability, double Resolution, double Uncertainty) Murphy(IReadOnlyList<CalibrationBin> bins)
    {
        var rate = Weighted(bins, bin => bin.ObservedRate);
        return (
            Weighted(bins, bin => Gap(bin) * Gap(bin)),
            Weighted(bins, bin => (bin.ObservedRate - rate) * (bin.ObservedRate - rate)),
            rate * (1 - rate));
    }

    /// <summary>
    /// The accuracy to expect of calibrated probabilities without knowing the labels (CBPE). It holds under a shift of the inputs, not
    /// where what they mean has changed.
    /// </summary>
    public static double EstimatedAccuracy(ReadOnlySpan<double> probabilities, double threshold = 0.5)
    {
        var sum = 0.0;
        foreach (var p in probabilities)
        {
            sum += p >= threshold ? p : 1 - p;
        }
        return sum / probabilities.Length;
    }

    /// <summary>The edges are k·(1/n) in double arithmetic, as other tools compute them: 0.3 lies below the third edge of ten.</summary>
    internal static int EqualWidthBin(double probability, int bins)
    {
        var width = 1.0 / bins;
        var bin = Math.Clamp((int)(probability * bins), 0, bins - 1);
        return bin > 0 && probability < bin * width ? bin - 1
            : bin < bins - 1 && probability >= (bin + 1) * width ? bin + 1
            : bin;
    }

    private static CalibrationBin Bin(bool[] labels, double[] probabilities, int[] rows, double lower, double upper) => new(
        lower, upper, rows.Length, rows.Average(row => probabilities[row]), rows.Average(row => labels[row] ? 1.0 : 0.0));

    private static double Gap(CalibrationBin bin) => bin.ObservedRate - bin.MeanPredicted;

    private static double Weighted(IReadOnlyList<CalibrationBin> bins, Func<CalibrationBin, double> value) =>
        bins.Sum(bin => bin.Rows * value(bin)) / bins.Sum(bin => bin.Rows);
}
