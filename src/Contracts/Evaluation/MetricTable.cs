using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Evaluation;

/// <summary>Every metric: its tasks, its direction, its range. Specs, gates, reports and searches all look here.</summary>
public static class MetricTable
{
    private const bool Higher = true;
    private const bool Lower = false;

    /// <summary>In the order in which they are told; the first one of a task decides where the spec names none.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        new(MetricName.MicroAccuracy, Higher, MetricRange.Share, ModelTask.Multiclass) { OtherNames = [MetricName.Accuracy] },
        new(MetricName.MacroAccuracy, Higher, MetricRange.Share, ModelTask.Multiclass) { OtherNames = [MetricName.BalancedAccuracy] },
        new(MetricName.Auc, Higher, MetricRange.Share, ModelTask.Binary, ModelTask.Multiclass),
        new(MetricName.Accuracy, Higher, MetricRange.Share, ModelTask.Binary),
        new(MetricName.F1, Higher, MetricRange.Share, ModelTask.Binary),
        new(MetricName.MacroF1, Higher, MetricRange.Share, ModelTask.Multiclass),
        new(MetricName.Precision, Higher, MetricRange.Share, ModelTask.Binary),
        new(MetricName.Recall, Higher, MetricRange.Share, ModelTask.Binary),
        new(MetricName.LogLoss, Lower, MetricRange.NotNegative, ModelTask.Binary, ModelTask.Multiclass),
        new(MetricName.Brier, Lower, MetricRange.Share, ModelTask.Binary),
        new(MetricName.CalibrationError, Lower, MetricRange.Share, ModelTask.Binary),
        new(MetricName.PrAuc, Higher, MetricRange.Share, ModelTask.Binary),
        new(MetricName.BalancedAccuracy, Higher, MetricRange.Share, ModelTask.Binary),
        new(MetricName.Rmse, Lower, MetricRange.NotNegative, ModelTask.Regression),
        new(MetricName.Mae, Lower, MetricRange.NotNegative, ModelTask.Regression),
        new(MetricName.RSquared, Higher, MetricRange.AtMostOne, ModelTask.Regression),
        new(MetricName.Mape, Lower, MetricRange.NotNegative, ModelTask.Regression),
        new(MetricName.MedianAbsoluteError, Lower, MetricRange.NotNegative, ModelTask.Regression),
    ];

    /// <summary>The task's metrics, each by its own name.</summary>
    public static IReadOnlyList<string> NamesOf(ModelTask task) => [.. Of(task).Select(metric => metric.Name)];

    /// <summary>Every name that a spec of the task may use.</summary>
    public static IReadOnlyList<string> ChoicesOf(ModelTask task) => [.. NamesOf(task), .. Of(task).SelectMany(metric => metric.OtherNames)];

    /// <summary>The metric that decides where the spec names none.</summary>
    public static string DefaultOf(ModelTask task) => Of(task).First().Name;

    /// <summary>What a search goes by unless it is told otherwise: by others, such as auc, it picks models that are too sure of themselves.</summary>
    public static string ProperScoreOf(ModelTask task) => task == ModelTask.Regression ? MetricName.Rmse : MetricName.LogLoss;

    /// <param name="name">Its own, or another that it is called by in the task.</param>
    public static MetricInfo? Find(ModelTask task, string name) => Of(task).FirstOrDefault(metric => metric.Name == name || metric.OtherNames.Contains(name));

    /// <summary>The same for a name in every task that has it; of a name that the table does not have: true.</summary>
    public static bool HigherIsBetter(string name) =>
        All.FirstOrDefault(metric => string.Equals(metric.Name, name, StringComparison.OrdinalIgnoreCase))?.HigherIsBetter ?? true;

    private static IEnumerable<MetricInfo> Of(ModelTask task) => All.Where(metric => metric.Tasks.Contains(task));
}
