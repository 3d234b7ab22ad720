using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Evaluation;

/// <summary>The metrics' names, as they stand in specs, reports and verdicts, and their directions.</summary>
public static class MetricName
{
    /// <summary>Area under the ROC curve.</summary>
    public const string Auc = "auc";

    /// <summary>Binary: share of rows predicted right at the model's threshold.</summary>
    public const string Accuracy = "accuracy";

    public const string F1 = "f1";

    public const string Precision = "precision";

    public const string Recall = "recall";

    /// <summary>Mean negative log-likelihood, natural logarithm.</summary>
    public const string LogLoss = "logloss";

    /// <summary>Mean squared error of the probability.</summary>
    public const string Brier = "brier";

    /// <summary>Expected calibration error, 15 equally wide bins.</summary>
    public const string CalibrationError = "ece";

    /// <summary>Multiclass: share of rows predicted right.</summary>
    public const string MicroAccuracy = "microAccuracy";

    /// <summary>Multiclass: mean over the classes of the share predicted right.</summary>
    public const string MacroAccuracy = "macroAccuracy";

    /// <summary>Root mean squared error.</summary>
    public const string Rmse = "rmse";

    /// <summary>Mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Coefficient of determination.</summary>
    public const string RSquared = "r2";

    public static IReadOnlyList<string> Binary { get; } = [Auc, Accuracy, F1, Precision, Recall, LogLoss, Brier, CalibrationError];

    public static IReadOnlyList<string> Multiclass { get; } = [MicroAccuracy, MacroAccuracy, LogLoss];

    public static IReadOnlyList<string> Regression { get; } = [Rmse, Mae, RSquared];

    /// <summary>True where more is better: all but the losses and errors.</summary>
    public static bool HigherIsBetter(string metric) => MetricDirection.HigherIsBetter(metric);
}
