namespace Mdlc.Contracts.Spec;

/// <summary>Which way a metric improves.</summary>
public static class MetricDirection
{
    private static readonly HashSet<string> LowerIsBetterNames =
        new(StringComparer.OrdinalIgnoreCase) { "logloss", "rmse", "mae", "brier", "ece" };

    /// <summary>True for auc, accuracy, f1, r2 and their kin; false for losses and errors.</summary>
    public static bool HigherIsBetter(string metric) => !LowerIsBetterNames.Contains(metric);
}
