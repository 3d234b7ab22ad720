namespace Mdlc.Catalog.Models;

/// <summary>What a model says of some rows. An array each, in the rows' order; null where the task has no such thing.</summary>
public sealed record Scores
{
    public required int Rows { get; init; }

    /// <summary>Binary: the raw score. Regression: the prediction, before a rescaled label's is put right.</summary>
    public float[]? Values { get; init; }

    /// <summary>Binary, of a calibrated trainer: probability of the positive value.</summary>
    public float[]? Probabilities { get; init; }

    /// <summary>Binary and multiclass: index of the predicted class in the signature's classes.</summary>
    public int[]? Classes { get; init; }

    /// <summary>Multiclass: an array per class, in the signature's order.</summary>
    public float[][]? ClassProbabilities { get; init; }

    /// <summary>The outputs by the names and types of the signature.</summary>
    public IReadOnlyList<ScoreColumn> Columns { get; init; } = [];
}
