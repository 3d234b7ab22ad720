namespace Mdlc.Contracts.Spec;

public sealed record EvaluateSpec
{
    /// <summary>The metric that tuning, the champion rule and the leaderboard use, by the name that it was asked for by; resolved by task: auc, microAccuracy, rmse.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Binary: from which probability on a row counts as positive; null: from 0.5.</summary>
    public ThresholdSpec? Threshold { get; init; }

    /// <summary>Columns by whose values metrics are also told.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];
}
