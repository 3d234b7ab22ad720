using Mdlc.Learning.Metrics;

namespace Mdlc.Learning.Gating;

/// <summary>How the champions stand against the candidate.</summary>
/// <param name="Best">Of those before the present one the one that the candidate improves on least; null where none can be compared.</param>
/// <param name="BestOfAll">The same with the present one.</param>
/// <param name="NotCompared">Those before the present one that it cannot be compared with, each with the reason.</param>
internal sealed record Standing(PairedComparison? Best, PairedComparison? BestOfAll, IReadOnlyList<string> NotCompared)
{
    /// <summary>
    /// One that the candidate cannot be compared with, or on too few rows to decide anything, is skipped and told of: else a change of
    /// columns would stop promotions for good.
    /// </summary>
    public static Standing Of(GateEvidence evidence)
    {
        var earlier = evidence.Recent
            .Where(comparison => comparison.Opponent != evidence.Champion?.Opponent)
            .Select(comparison => (Comparison: comparison, Gain: GainOver(comparison, evidence)))
            .ToList();
        var best = earlier.Where(one => one.Gain.Obstacle is null).OrderBy(one => one.Gain.Value).Select(one => (One: one.Comparison, one.Gain.Value)).FirstOrDefault();
        var present = evidence.Champion is { } champion ? GainOver(champion, evidence) : (0, "none");
        return new Standing(
            best.One,
            present.Obstacle is null && (best.One is null || present.Value <= best.Value) ? evidence.Champion : best.One,
            [.. earlier.Where(one => one.Gain.Obstacle is not null).Select(one => $"{one.Comparison.Opponent}: {one.Gain.Obstacle}")]);
    }

    /// <summary>How much better the candidate is, turned so that more is better; or why that cannot be told.</summary>
    private static (double Value, string? Obstacle) GainOver(PairedComparison comparison, GateEvidence evidence)
    {
        if ((comparison.Obstacle ?? Sufficiency.Shortage(comparison.Candidate!, evidence.Candidate.Rows)?.Reason) is { } obstacle)
        {
            return (0, obstacle);
        }
        var candidate = MetricCatalogue.Prepare(evidence.Metric, comparison.Candidate!);
        var other = MetricCatalogue.Prepare(evidence.Metric, comparison.Other!);
        return ((candidate.HigherIsBetter ? 1 : -1) * (candidate.Value - other.Value), candidate.UndefinedReason ?? other.UndefinedReason);
    }
}
