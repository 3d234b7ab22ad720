namespace Mdlc.Contracts.Evaluation;

/// <summary>The metrics' names, as they stand in specs, reports and verdicts. What each is of: <see cref="MetricTable"/>.</summary>
public static class MetricName
{
    /// <summary>Area under the ROC curve. Multiclass: the mean over the classes of each against the rest.</summary>
    public const string Auc = "auc";

    /// <summary>Share of rows predicted right, at the model's threshold where it has one. Multiclass: another name of <see cref="MicroAccuracy"/>.</summary>
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

    /// <summary>Area under the curve of precision against recall, as a sum of steps: the average precision.</summary>
    public const string PrAuc = "prAuc";

    /// <summary>Mean over the classes of the share predicted right. Multiclass: another name of <see cref="MacroAccuracy"/>.</summary>
    public const string BalancedAccuracy = "balancedAccuracy";

    /// <summary>Multiclass: share of rows predicted right.</summary>
    public const string MicroAccuracy = "microAccuracy";

    /// <summary>Multiclass: mean over the classes of the share predicted right.</summary>
    public const string MacroAccuracy = "macroAccuracy";

    /// <summary>Multiclass: mean over the classes of each one's f1.</summary>
    public const string MacroF1 = "macroF1";

    /// <summary>Root mean squared error.</summary>
    public const string Rmse = "rmse";

    /// <summary>Mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Coefficient of determination.</summary>
    public const string RSquared = "r2";

    /// <summary>Mean of |label − prediction| / |label|, as a share; rows whose label is 0 are left out and counted.</summary>
    public const string Mape = "mape";

    public const string MedianAbsoluteError = "medianAbsoluteError";
}
