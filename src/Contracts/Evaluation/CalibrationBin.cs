namespace Mdlc.Contracts.Evaluation;

/// <summary>The rows whose probability lies from <paramref name="Lower"/> to <paramref name="Upper"/>; empty bins are left out.</summary>
/// <param name="MeanPredicted">Mean probability.</param>
/// <param name="ObservedRate">Share of positives.</param>
public sealed record CalibrationBin(double Lower, double Upper, int Rows, double MeanPredicted, double ObservedRate);
