namespace Mdlc.Contracts.Evaluation;

/// <summary>How much worse the deciding metric gets when a column's values are shuffled among the rows.</summary>
/// <param name="Column">The input column.</param>
/// <param name="Loss">Mean over the shuffles, in the metric's units; about zero or below: the model does not use the column to any good; exactly 0: it does not use it.</param>
/// <param name="Spread">Standard deviation over the shuffles.</param>
public sealed record FeatureImportance(string Column, double Loss, double Spread);
