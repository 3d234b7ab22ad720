using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;

namespace Mdlc.Workflows.Evaluation;

/// <param name="Metric">The deciding metric.</param>
/// <param name="Metrics">Every metric of the task, on the test rows.</param>
/// <param name="Predictions">Parquet of label and scores of the test rows, in their order.</param>
/// <param name="Profile">JSON profile of the training rows and scores: what monitoring compares with.</param>
/// <param name="Document">JSON of everything measured: intervals, slices, calibration, importance.</param>
/// <param name="Report">Path of the self-contained HTML report.</param>
public sealed record EvaluateResult(
    string Metric,
    IReadOnlyDictionary<string, double> Metrics,
    ArtifactRef Predictions,
    ArtifactRef Profile,
    ArtifactRef Document,
    string Report,
    string Summary) : IStageResult
{
    /// <summary>The deciding metric with its interval; null: of a worker that did not say.</summary>
    public MetricValue? Deciding { get; init; }
}
