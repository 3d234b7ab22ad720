namespace Mdlc.Contracts.Evaluation;

/// <param name="Quantile">From 0 to 1.</param>
public sealed record QuantileValue(double Quantile, double Value);
