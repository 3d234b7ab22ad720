using Mdlc.Contracts.Evaluation;

namespace Mdlc.Learning.Metrics;

/// <summary>The metrics of each kind of model, by name.</summary>
public static class MetricCatalogue
{
    private const string NoRows = "there are no rows";
    private const string OneClass = "the rows hold one class only";
    private const string NoProbability = "the model gives no probability";

    public static IReadOnlyList<string> NamesFor(Predictions predictions) => predictions switch
    {
        BinaryPredictions => MetricName.Binary,
        MulticlassPredictions => MetricName.Multiclass,
        _ => MetricName.Regression,
    };

    /// <exception cref="ArgumentException">The kind of model has no metric of that name.</exception>
    public static Metric Prepare(string name, Predictions predictions) => predictions switch
    {
        BinaryPredictions binary => Binary(name, binary),
        MulticlassPredictions multiclass => Multiclass(name, multiclass),
        RegressionPredictions regression => Regression(name, regression),
        _ => throw Unknown(name, predictions),
    };

    public static MetricValue Evaluate(string name, Predictions predictions) => ToValue(Prepare(name, predictions));

    private static MetricValue ToValue(Metric metric) => new()
    {
        Name = metric.Name,
        Value = metric.UndefinedReason is null ? metric.Value : null,
        Reason = metric.UndefinedReason,
    };

    private static Metric Binary(string name, BinaryPredictions p) => name switch
    {
        MetricName.Auc => new(name, p, MetricKernels.Auc(p.Labels, p.Scores), p.Rows == 0 ? NoRows : OneClass),
        MetricName.Accuracy => new(name, p, MetricKernels.Mean(MetricKernels.Hits(p.Labels, p.Predicted)), NoRows),
        MetricName.F1 => new(name, p, MetricKernels.F1(p.Labels, p.Predicted), "no row is positive or predicted so"),
        MetricName.Precision => new(name, p, MetricKernels.Precision(p.Labels, p.Predicted), "no row is predicted positive"),
        MetricName.Recall => new(name, p, MetricKernels.Recall(p.Labels, p.Predicted), "no row is positive"),
        MetricName.LogLoss => OfProbability(name, p, q => MetricKernels.Mean(MetricKernels.LogLosses(p.Labels, q))),
        MetricName.Brier => OfProbability(name, p, q => MetricKernels.Mean(MetricKernels.SquaredErrors(p.Labels, q))),
        MetricName.CalibrationError => OfProbability(name, p, q => MetricKernels.CalibrationError(p.Labels, q)),
        _ => throw Unknown(name, p),
    };

    private static Metric OfProbability(string name, BinaryPredictions p, Func<double[], Statistics.WeightedStatistic> kernel) =>
        p.Probabilities is { } probabilities
            ? new(name, p, kernel(probabilities), NoRows)
            : new(name, p, MetricKernels.Undefined, NoProbability);

    private static Metric Multiclass(string name, MulticlassPredictions p) => name switch
    {
        MetricName.MicroAccuracy => new(name, p, MetricKernels.Mean(MetricKernels.Hits(p.Labels, p.Predicted)), NoRows),
        MetricName.MacroAccuracy => new(name, p, MetricKernels.MacroAccuracy(p.Classes.Count, p.Labels, p.Predicted), NoRows),
        MetricName.LogLoss => p.LabelProbabilities is { } probabilities
            ? new(name, p, MetricKernels.Mean(Array.ConvertAll(probabilities, MetricKernels.LogLoss)), NoRows)
            : new(name, p, MetricKernels.Undefined, NoProbability),
        _ => throw Unknown(name, p),
    };

    private static Metric Regression(string name, RegressionPredictions p) => name switch
    {
        MetricName.Rmse => new(name, p, MetricKernels.RootMeanSquare(MetricKernels.Residuals(p)), NoRows),
        MetricName.Mae => new(name, p, MetricKernels.Mean(Array.ConvertAll(MetricKernels.Residuals(p), Math.Abs)), NoRows),
        MetricName.RSquared => new(name, p, MetricKernels.RSquared(p), p.Rows == 0 ? NoRows : "all labels are equal"),
        _ => throw Unknown(name, p),
    };

    private static ArgumentException Unknown(string name, Predictions predictions) =>
        new($"Found metric '{name}', expected one of {string.Join(", ", NamesFor(predictions))}.");
}
