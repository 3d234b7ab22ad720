namespace Mdlc.Contracts.Tuning;

/// <summary>A study's trials, best first; failed ones last.</summary>
/// <param name="Metric">The metric that the scores are of.</param>
public sealed record Leaderboard(string Metric, bool HigherIsBetter, int Planned, IReadOnlyList<TrialResult> Trials)
{
    /// <summary>How the study stands; null, by earlier versions: not told.</summary>
    public StudyStatus? Study { get; init; }

    /// <summary>The same with the best trials only; <see cref="Planned"/> says of how many.</summary>
    public Leaderboard Best(int trials) => this with { Trials = [.. Trials.Take(trials)] };
}
