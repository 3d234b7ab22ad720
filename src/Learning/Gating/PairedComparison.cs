using Mdlc.Learning.Metrics;

namespace Mdlc.Learning.Gating;

/// <summary>A candidate and an earlier model on the same rows, which neither was trained on; or the reason why there are none.</summary>
public sealed class PairedComparison
{
    private PairedComparison(string opponent, Predictions? candidate, Predictions? other, string? obstacle)
    {
        Opponent = opponent;
        Candidate = candidate;
        Other = other;
        Obstacle = obstacle;
    }

    /// <summary>Name of the earlier model, such as <c>adult-income@6</c>.</summary>
    public string Opponent { get; }

    /// <summary>Null where <see cref="Obstacle"/> is set, as is <see cref="Other"/>.</summary>
    public Predictions? Candidate { get; }

    public Predictions? Other { get; }

    /// <summary>Why the two cannot be compared; null where they can.</summary>
    public string? Obstacle { get; }

    /// <exception cref="ArgumentException">The two do not hold the same labels in the same order.</exception>
    public static PairedComparison Of(string opponent, Predictions candidate, Predictions other) =>
        candidate.HasSameLabels(other)
            ? new PairedComparison(opponent, candidate, other, null)
            : throw new ArgumentException($"Found other labels for {opponent} than for the candidate; score both on the same rows in the same order.");

    /// <param name="obstacle">A clause: "the columns have changed and the split has no key".</param>
    public static PairedComparison Impossible(string opponent, string obstacle) => new(opponent, null, null, obstacle);
}
