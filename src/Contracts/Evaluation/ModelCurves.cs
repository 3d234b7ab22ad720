namespace Mdlc.Contracts.Evaluation;

/// <summary>What a model does at every threshold and probability; empty where its task, or what was kept of it, has no such thing.</summary>
public sealed record ModelCurves
{
    /// <inheritdoc cref="EvaluationDocument.Roc"/>
    public IReadOnlyList<CurvePoint> Roc { get; init; } = [];

    /// <inheritdoc cref="EvaluationDocument.PrecisionRecall"/>
    public IReadOnlyList<CurvePoint> PrecisionRecall { get; init; } = [];

    /// <inheritdoc cref="EvaluationDocument.Calibration"/>
    public IReadOnlyList<CalibrationBin> Calibration { get; init; } = [];

    /// <inheritdoc cref="EvaluationDocument.Residuals"/>
    public IReadOnlyList<QuantileValue> Residuals { get; init; } = [];

    public static ModelCurves Of(EvaluationDocument document) => new()
    {
        Roc = document.Roc,
        PrecisionRecall = document.PrecisionRecall,
        Calibration = document.Calibration,
        Residuals = document.Residuals,
    };

    public bool AreNone => Roc.Count + PrecisionRecall.Count + Calibration.Count + Residuals.Count == 0;
}
