using Mdlc.Learning.Metrics;

namespace Mdlc.Learning.Gating;

/// <summary>Whether there are rows enough to decide anything.</summary>
internal static class Sufficiency
{
    /// <summary>Null when there are.</summary>
    public static (string Reason, long? RowsNeeded)? Shortage(Predictions predictions)
    {
        var (count, noun) = predictions.Scarcest;
        return count >= SliceEvaluator.MinimumRows
            ? null
            : ($"{count} {noun} among {predictions.Rows} rows, at least {SliceEvaluator.MinimumRows} are needed",
                GateDecision.RowsForScarcest(predictions.Rows, count, SliceEvaluator.MinimumRows));
    }
}
