namespace Mdlc.Learning.Training;

/// <summary>The rows, chosen by their hash, that are not trained on.</summary>
/// <param name="Share">From 0 to 1, exclusive.</param>
/// <param name="Key">Columns whose values decide; empty: the whole row.</param>
/// <param name="Metric">Name of the metric to score by; empty: none.</param>
public sealed record TrainingHoldout(double Share, int Seed, IReadOnlyList<string> Key, string Metric)
{
    /// <summary>Below so many held-out rows chance has more to say of the best number of iterations than they.</summary>
    public const int LeastRows = 500;

    /// <summary>Where the share begins among all hashes, from 0 to 1.</summary>
    public double From { get; init; }

    /// <summary>What they are held out for: the rows of one use have nothing to do with those of another.</summary>
    public string Use { get; init; } = "holdout";
}
