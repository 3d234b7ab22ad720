using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>
/// A confidence interval of the expected calibration error. The error is a sum of absolute values, one of each bin's gap: drawing rows
/// again adds noise to every gap, so the replicates lie above the estimate and their percentiles miss it. The gaps themselves are well
/// behaved, and the absolute value is convex, which bounds what their noise does to the error whatever the true gaps are:
/// the estimate is too low by at most the noise of all gaps, each with its sign; it is too high by at most the same where a bin is clearly
/// off, and by the noise's absolute value where it may be calibrated. Each bound is drawn by the bootstrap and gives one end. Clearly off
/// is a gap of √ln n standard errors, the selection of Andrews and Soares (Econometrica 78, 2010) for inference at a kink.
/// </summary>
internal static class CalibrationErrorInterval
{
    private const int Bins = CalibrationCurve.DefaultBins;

    /// <summary>Holds the estimate and lies within [0, 1]; its ends are at least as far out as the confidence asks for.</summary>
    /// <param name="drawn">The rows whose noise is drawn: the predictions, or a part of them, whose noise is scaled to that of all.</param>
    public static Interval Of(BinaryPredictions predictions, BinaryPredictions drawn, double estimate, long seed, double confidence, int replicates)
    {
        var (gaps, errors) = GapsAndErrors(BinsOf(predictions), ResidualsOf(predictions));
        var far = Math.Sqrt(Math.Log(predictions.Rows));
        var clear = gaps.Zip(errors, (gap, error) => Math.Abs(gap) > far * error).ToArray();
        var (bin, residual) = (BinsOf(drawn), ResidualsOf(drawn));
        var (centre, _) = GapsAndErrors(bin, residual);
        var scale = Math.Sqrt((double)drawn.Rows / predictions.Rows);
        var tooHigh = Draw((b, noise) => clear[b] ? Math.Sign(gaps[b]) * noise : Math.Abs(noise));
        var tooLow = Draw((b, noise) => gaps[b] < 0 ? noise : -noise);
        return new Interval(Math.Clamp(estimate - tooHigh, 0, estimate), Math.Clamp(estimate + tooLow, estimate, 1));

        // The upper end of what the bins' noise comes to, in the sum of all bins.
        double Draw(Func<int, double, double> part) =>
            scale * Bootstrap.Run(residual.Length, SumOfNoise(bin, residual, centre, part), seed, replicates).Percentile(confidence).Upper;
    }

    private static int[] BinsOf(BinaryPredictions predictions) =>
        Array.ConvertAll(predictions.Probabilities!, p => CalibrationCurve.EqualWidthBin(p, Bins));

    private static double[] ResidualsOf(BinaryPredictions predictions) =>
        [.. predictions.Labels.Zip(predictions.Probabilities!, (label, p) => (label ? 1 : 0) - p)];

    private static WeightedStatistic SumOfNoise(int[] bin, double[] residual, double[] gaps, Func<int, double, double> part) => weights =>
    {
        Span<double> drawn = stackalloc double[Bins];
        for (var i = 0; i < residual.Length; i++)
        {
            drawn[bin[i]] += weights[i] * residual[i];
        }

        var sum = 0.0;
        for (var b = 0; b < Bins; b++)
        {
            sum += part(b, (drawn[b] / residual.Length) - gaps[b]);
        }

        return sum;
    };

    /// <summary>Of each bin its share in the error, with sign, and the standard error of that.</summary>
    private static (double[] Gaps, double[] Errors) GapsAndErrors(int[] bin, double[] residual)
    {
        var gaps = new double[Bins];
        var squares = new double[Bins];
        for (var i = 0; i < residual.Length; i++)
        {
            gaps[bin[i]] += residual[i] / residual.Length;
            squares[bin[i]] += residual[i] * residual[i] / residual.Length;
        }

        return (gaps, [.. gaps.Zip(squares, (gap, square) => Math.Sqrt(Math.Max(0, square - (gap * gap)) / residual.Length))]);
    }
}
