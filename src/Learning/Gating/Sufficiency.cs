using Mdlc.Learning.Metrics;

namespace Mdlc.Learning.Gating;

/// <summary>Whether there are rows enough to decide anything.</summary>
internal static class Sufficiency
{
    /// <summary>Null when there are.</summary>
    /// <param name="predictions">The rows that are judged by.</param>
    /// <param name="testRows">The test rows, of which those may be a part.</param>
    public static (string Reason, RowsEstimate? Needed)? Shortage(Predictions predictions, int testRows)
    {
        var (count, noun) = predictions.Scarcest;
        return count >= SliceEvaluator.MinimumRows
            ? null
            : ($"{count} {noun} among {predictions.Rows} rows, at least {SliceEvaluator.MinimumRows} are needed",
                // As many as would hold enough of what is scarce, if its share stays.
                count == 0 ? null : RowsEstimate.Of(testRows, (double)SliceEvaluator.MinimumRows / count));
    }
}
