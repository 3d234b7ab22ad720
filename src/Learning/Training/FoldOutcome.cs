using Mdlc.Contracts.Models;

namespace Mdlc.Learning.Training;

/// <summary>What the parts of a <see cref="TrainingFolds"/> come to together.</summary>
public static class FoldOutcome
{
    /// <param name="parts">In their order; those of a repeat that was not finished do not count.</param>
    /// <param name="wasStopped">Whether there should have been more of them.</param>
    /// <param name="peakMb">Largest resident memory in MiB.</param>
    public static TrainingOutcome Of(IReadOnlyList<TrainingOutcome> parts, bool wasStopped, int peakMb)
    {
        TrainingOutcome[] whole = [.. parts.Take(parts.Count / TrainingFolds.Count * TrainingFolds.Count)];
        double?[] scores = [.. whole.Select(part => part.Score)];
        var isScored = scores.Length > 0 && scores.All(score => score is { } value && double.IsFinite(value));
        BoostingSummary[] boostings = [.. parts.Select(part => part.Boosting).OfType<BoostingSummary>()];
        return new TrainingOutcome(null, isScored ? scores.Average() : null, whole.Length == 0 ? 0 : (int)Math.Round(whole.Average(part => part.Rows)), peakMb)
        {
            FoldScores = isScored ? [.. scores.Select(score => score!.Value)] : [],
            Boosting = boostings.Length == 0 ? null : boostings[0] with
            {
                Iterations = Math.Max(1, (int)Math.Round(boostings.Average(boosting => boosting.Iterations))),
                Trained = boostings.Sum(boosting => boosting.Trained),
                HeldOutRows = boostings.Min(boosting => boosting.HeldOutRows),
                Loss = null,
            },
            WasStopped = wasStopped,
        };
    }
}
