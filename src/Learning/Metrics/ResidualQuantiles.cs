using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>Where a regression's residuals (label less prediction) lie.</summary>
public static class ResidualQuantiles
{
    private static readonly double[] Default = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

    /// <summary>Empty without rows.</summary>
    public static IReadOnlyList<QuantileValue> Of(RegressionPredictions predictions)
    {
        var sorted = Descriptive.Sorted(MetricKernels.Residuals(predictions));
        return sorted.Length == 0 ? [] : [.. Default.Select(p => new QuantileValue(p, Descriptive.Quantile(sorted, p)))];
    }
}
