using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Training;

/// <param name="ModelDigest">Of the saved model; null when none was asked for.</param>
/// <param name="Score">On the held-out rows; null without a holdout.</param>
/// <param name="Rows">Rows trained on.</param>
/// <param name="PeakMemoryMb">Largest resident memory in MiB.</param>
public sealed record TrainingOutcome(string? ModelDigest, double? Score, int Rows, int PeakMemoryMb)
{
    /// <summary>Found on the held-out rows; null where none was asked for.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    /// <summary>With a <see cref="TrainingJob.Pruning"/> or early stopping on a holdout: the held-out loss at the pruner's rungs, and at each doubling from 16 iterations on.</summary>
    public IReadOnlyList<InterimLoss> Interim { get; init; } = [];

    /// <summary>With <see cref="TrainingJob.Folds"/>: the score of each part, repeat by repeat, of which <see cref="Score"/> is the mean; empty otherwise.</summary>
    public IReadOnlyList<double> FoldScores { get; init; } = [];

    /// <summary>The iteration after which the pruner ended it; null: it did not.</summary>
    public int? PrunedAt { get; init; }

    /// <summary>Whether it ended because the parent had enough.</summary>
    public bool WasStopped { get; init; }

    /// <summary>Of a boosting in segments; null of others.</summary>
    public BoostingSummary? Boosting { get; init; }
}
