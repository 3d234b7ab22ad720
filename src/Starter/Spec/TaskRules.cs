using Mdlc.Contracts.Spec;

namespace Mdlc.Starter.Spec;

/// <summary>What goes with a task: its metrics and the trainers that learn it.</summary>
internal static class TaskRules
{
    private static readonly string[] Binary = ["auc", "accuracy", "f1", "logloss"];
    private static readonly string[] Multiclass = ["microAccuracy", "macroAccuracy", "logloss"];
    private static readonly string[] Regression = ["rmse", "mae", "r2"];

    /// <summary>Canonical names; the first one is the default.</summary>
    public static IReadOnlyList<string> Metrics(ModelTask task) => task switch
    {
        ModelTask.Binary => Binary,
        ModelTask.Multiclass => Multiclass,
        _ => Regression,
    };

    /// <summary>Other names that a metric of the task may be called by.</summary>
    public static string Canonical(ModelTask task, string metric) =>
        task == ModelTask.Multiclass && metric == "accuracy" ? "microAccuracy" : metric;

    /// <summary>True for metrics whose values lie from 0 to 1.</summary>
    public static bool IsShare(string metric) => metric is "auc" or "accuracy" or "f1" or "microAccuracy" or "macroAccuracy";

    public static IReadOnlyList<TrainerKind> Trainers(ModelTask task) => task switch
    {
        ModelTask.Binary => Enum.GetValues<TrainerKind>(),
        ModelTask.Multiclass => [TrainerKind.LightGbm, TrainerKind.Sdca, TrainerKind.Lbfgs],
        _ => [TrainerKind.LightGbm, TrainerKind.FastTree, TrainerKind.FastForest, TrainerKind.Sdca],
    };

    /// <summary>Threads when the spec names none. SDCA repeats itself on one thread only.</summary>
    public static int DefaultThreads(TrainerKind trainer) => trainer == TrainerKind.Sdca ? 1 : new TrainSpec().Threads;
}
