namespace Mdlc.Contracts.Models;

/// <summary>How a boosted model came by its iterations.</summary>
/// <param name="Iterations">Of the model.</param>
public sealed record BoostingSummary(int Iterations)
{
    /// <summary>Iterations that were trained; more than the model has where held-out rows said that fewer are better.</summary>
    public int Trained { get; init; }

    /// <summary>The most that were allowed.</summary>
    public int Allowed { get; init; }

    /// <summary>Iterations that an earlier attempt's checkpoints gave.</summary>
    public int Resumed { get; init; }

    /// <summary>Rows held out to find the best iteration on; 0: none.</summary>
    public int HeldOutRows { get; init; }

    /// <summary>At the model's iterations on the held-out rows: mean logloss, or mean squared error of the label as the trainer saw it; null without such rows.</summary>
    public double? Loss { get; init; }

    /// <summary>Why no rows were held out although that was asked for; null otherwise.</summary>
    public string? Note { get; init; }

    /// <summary>Which checkpoint of an earlier attempt could not be used, and why; null: none.</summary>
    public string? CheckpointNote { get; init; }
}
