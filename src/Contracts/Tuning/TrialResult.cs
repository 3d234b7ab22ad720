namespace Mdlc.Contracts.Tuning;

/// <summary>What a trial came to.</summary>
/// <param name="Trial">Number of the trial, from 0.</param>
/// <param name="Params">Options of the trainer that were tried.</param>
/// <param name="Score">The study's metric on the held-out training rows; null when the trial has none.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record TrialResult(int Trial, IReadOnlyDictionary<string, double> Params, double? Score, string? Error, double Seconds)
{
    /// <summary>Null, by earlier versions: complete with a score, failed without.</summary>
    public TrialState? State { get; init; }

    /// <summary>What the search went by, lower is better; null: it has none, or, by earlier versions, it went by the score.</summary>
    public double? Loss { get; init; }

    /// <summary>What was chosen by name, such as <c>plan.highCardinality</c>: <c>target</c>.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The loss on each of the parts that were held out in turn, of which <see cref="Loss"/> is the mean; the same parts in every trial of a study.
    /// Empty: it was scored on one part.
    /// </summary>
    public IReadOnlyList<double> FoldLosses { get; init; } = [];

    /// <summary>By ascending iteration.</summary>
    public IReadOnlyList<InterimScore> Interim { get; init; } = [];

    /// <summary>Boosting: iterations of the model that was scored; null of others.</summary>
    public int? Iterations { get; init; }

    /// <summary>Boosting: iterations that it cost, of which the model has the best; null of others.</summary>
    public int? Trained { get; init; }

    /// <summary>The last trial whose result its proposal and its pruning knew, from 0; −1: none. Null, by earlier versions: it knew of none.</summary>
    public int? Through { get; init; }

    /// <summary>Largest resident memory of its process, in MiB; null: not told.</summary>
    public int? PeakMemoryMb { get; init; }

    /// <summary>What a reader should know of how it came to be; null: nothing.</summary>
    public string? Note { get; init; }
}
