namespace Mdlc.Learning.Explanations;

/// <summary>Trees whose leaves' values and a bias add up to a raw score.</summary>
internal sealed record TreeEnsemble(double Bias, IReadOnlyList<DecisionTree> Trees);
