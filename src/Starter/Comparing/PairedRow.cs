using Mdlc.Contracts.Evaluation;

namespace Mdlc.Starter.Comparing;

/// <summary>How much better one version is than the first that was named, on rows that neither was trained on.</summary>
/// <param name="Improvement">Turned so that more is better; null where the two cannot be compared.</param>
/// <param name="Lower">Of its 90 % interval: each end is a bound that holds with 95 % by itself.</param>
/// <param name="Rows">That it was measured on.</param>
internal sealed record PairedRow(
    string Of, string Over, string Metric, double? Improvement, double? Lower, double? Upper, IntervalMethod? Method, int Rows, string Words);
