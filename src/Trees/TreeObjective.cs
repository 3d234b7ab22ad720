namespace Mdlc.Trees;

/// <summary>What a model's raw scores mean.</summary>
public enum TreeObjective
{
    /// <summary>One raw score; its sigmoid is the probability of the positive class.</summary>
    Binary,

    /// <summary>A raw score for each class; their softmax are the classes' probabilities.</summary>
    Multiclass,

    /// <summary>The raw score is the prediction.</summary>
    Regression,
}
