using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>How each metric of <see cref="MetricTable"/> is computed.</summary>
public static class MetricCatalogue
{
    private const string NoRows = "there are no rows";
    private const string OneClass = "the rows hold one class only";
    private const string NoProbability = "the model gives no probability";
    private const string NoPositive = "no row is positive";

    public static IReadOnlyList<string> NamesFor(Predictions predictions) => MetricTable.NamesOf(TaskOf(predictions));

    /// <param name="name">The metric's own name, or another that it has in the task.</param>
    /// <exception cref="ArgumentException">The kind of model has no metric of that name.</exception>
    public static Metric Prepare(string name, Predictions predictions)
    {
        var task = TaskOf(predictions);
        var info = MetricTable.Find(task, name)
            ?? throw new ArgumentException($"Found metric '{name}', expected one of {string.Join(", ", MetricTable.ChoicesOf(task))}.");
        return predictions switch
        {
            BinaryPredictions binary => Binary(name, info, binary),
            MulticlassPredictions multiclass => Multiclass(name, info, multiclass),
            _ => Regression(name, info, (RegressionPredictions)predictions),
        };
    }

    public static MetricValue Evaluate(string name, Predictions predictions) => Prepare(name, predictions).Told;

    private static ModelTask TaskOf(Predictions predictions) => predictions switch
    {
        BinaryPredictions => ModelTask.Binary,
        MulticlassPredictions => ModelTask.Multiclass,
        _ => ModelTask.Regression,
    };

    private static Metric Binary(string name, MetricInfo info, BinaryPredictions p) => info.Name switch
    {
        MetricName.Auc => new(name, info, p, MetricKernels.Auc(p.Labels, p.Scores), p.Rows == 0 ? NoRows : OneClass),
        MetricName.PrAuc => new(name, info, p, MetricKernels.AveragePrecision(p.Labels, p.Scores), p.Rows == 0 ? NoRows : NoPositive),
        MetricName.Accuracy => new(name, info, p, MetricKernels.Mean(MetricKernels.Hits(p.Labels, p.Predicted)), NoRows),
        MetricName.BalancedAccuracy => new(name, info, p, MetricKernels.BalancedAccuracy(p.Labels, p.Predicted), p.Rows == 0 ? NoRows : OneClass),
        MetricName.F1 => new(name, info, p, MetricKernels.F1(p.Labels, p.Predicted), "no row is positive or predicted so"),
        MetricName.Precision => new(name, info, p, MetricKernels.Precision(p.Labels, p.Predicted), "no row is predicted positive"),
        MetricName.Recall => new(name, info, p, MetricKernels.Recall(p.Labels, p.Predicted), NoPositive),
        MetricName.LogLoss => OfProbability(name, info, p, q => MetricKernels.Mean(MetricKernels.LogLosses(p.Labels, q))),
        MetricName.Brier => OfProbability(name, info, p, q => MetricKernels.Mean(MetricKernels.SquaredErrors(p.Labels, q))),
        MetricName.CalibrationError => OfProbability(name, info, p, q => MetricKernels.CalibrationError(p.Labels, q)),
        _ => throw Forgotten(info),
    };

    private static Metric OfProbability(string name, MetricInfo info, BinaryPredictions p, Func<double[], WeightedStatistic> kernel) =>
        p.Probabilities is { } probabilities
            ? new(name, info, p, kernel(probabilities), NoRows)
            : new(name, info, p, MetricKernels.Undefined, NoProbability);

    private static Metric Multiclass(string name, MetricInfo info, MulticlassPredictions p) => info.Name switch
    {
        MetricName.MicroAccuracy => new(name, info, p, MetricKernels.Mean(MetricKernels.Hits(p.Labels, p.Predicted)), NoRows),
        MetricName.MacroAccuracy => new(name, info, p, MetricKernels.MacroAccuracy(p.Classes.Count, p.Labels, p.Predicted), NoRows),
        MetricName.MacroF1 => new(name, info, p, MetricKernels.MacroF1(p.Classes.Count, p.Labels, p.Predicted), NoRows),
        MetricName.Auc => OneAgainstTheRest(name, info, p),
        MetricName.LogLoss => p.LabelProbabilities is { } probabilities
            ? new(name, info, p, MetricKernels.Mean(Array.ConvertAll(probabilities, MetricKernels.LogLoss)), NoRows)
            : new(name, info, p, MetricKernels.Undefined, NoProbability),
        _ => throw Forgotten(info),
    };

    private static Metric OneAgainstTheRest(string name, MetricInfo info, MulticlassPredictions p)
    {
        if (p.ClassProbabilities is not { } probabilities)
        {
            return new(name, info, p, MetricKernels.Undefined, NoProbability);
        }

        var held = p.Labels.ToHashSet();
        var statistic = MetricKernels.MacroAuc(p.Labels, probabilities, [.. Enumerable.Range(0, p.Classes.Count).Where(held.Contains)]);
        return new(name, info, p, statistic, p.Rows == 0 ? NoRows : OneClass)
        {
            Note = p.Rows == 0 ? null : Absence([.. p.Classes.Where((_, i) => !held.Contains(i))]),
            Passes = held.Count,
        };
    }

    private static string? Absence(string[] classes)
    {
        const int Named = 3;
        return classes.Length == 0
            ? null
            : $"left out of the mean: {classes.Length} classes that no row has ({string.Join(", ", classes.Take(Named))}{(classes.Length > Named ? ", …" : "")})";
    }

    private static Metric Regression(string name, MetricInfo info, RegressionPredictions p) => info.Name switch
    {
        MetricName.Rmse => new(name, info, p, MetricKernels.RootMeanSquare(MetricKernels.Residuals(p)), NoRows),
        MetricName.Mae => new(name, info, p, MetricKernels.Mean(Array.ConvertAll(MetricKernels.Residuals(p), Math.Abs)), NoRows),
        MetricName.RSquared => new(name, info, p, MetricKernels.RSquared(p), p.Rows == 0 ? NoRows : "all labels are equal"),
        MetricName.Mape => Relative(name, info, p),
        MetricName.MedianAbsoluteError => new(name, info, p, MetricKernels.Median(Array.ConvertAll(MetricKernels.Residuals(p), Math.Abs)), NoRows),
        _ => throw Forgotten(info),
    };

    private static Metric Relative(string name, MetricInfo info, RegressionPredictions p)
    {
        var errors = MetricKernels.RelativeErrors(p);
        var without = errors.Count(double.IsNaN);
        return new(name, info, p, MetricKernels.MeanOfNumbers(errors), p.Rows == 0 ? NoRows : "every label is 0")
        {
            Note = without == 0 ? null : $"left out: {without} of {p.Rows} rows, whose label is 0",
        };
    }

    private static InvalidOperationException Forgotten(MetricInfo info) => new($"The metric {info.Name} stands in the table, but is not computed here.");
}
