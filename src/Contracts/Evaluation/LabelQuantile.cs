namespace Mdlc.Contracts.Evaluation;

/// <summary>A quantile of the label among training and test rows; null where there are none.</summary>
/// <param name="Quantile">From 0 to 1.</param>
public sealed record LabelQuantile(double Quantile, double? Train, double? Test);
