namespace Mdlc.Contracts.Evaluation;

/// <summary>What a binary model does at a threshold on the test rows. What is undefined (nothing is predicted positive) is null.</summary>
/// <param name="Predicted">Rows predicted positive.</param>
/// <param name="Cost">A row, where the spec says what errors cost.</param>
public sealed record ThresholdRow(double Threshold, long Predicted, double? Precision, double? Recall, double? F1, double? Accuracy, double? Cost);
