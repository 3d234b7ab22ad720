using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Runs;

namespace Mdlc.Starter.Runs;

/// <summary>The metric that decides about a run's model.</summary>
internal static class DecidingMetric
{
    /// <summary>With its interval; runs of earlier versions have kept its value only.</summary>
    public static MetricValue? Of(RunReport? report) =>
        report?.Deciding
        ?? (report is { Metric: { } name, Metrics: { } metrics } && metrics.TryGetValue(name, out var value)
            ? new MetricValue { Name = name, Value = double.IsFinite(value) ? value : null }
            : null);
}
