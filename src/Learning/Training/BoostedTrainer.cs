using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Learning.Features;
using Mdlc.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Training;

/// <summary>LightGBM by its own interface, in segments, between ML.NET's features and its form of a model.</summary>
/// <param name="parameters">All of the trainer's.</param>
/// <param name="segment">Iterations between two checkpoints.</param>
/// <param name="categorical">Slots of the feature vector that hold numbers of categories.</param>
internal sealed class BoostedTrainer(ModelTask task, TrainSpec spec, IReadOnlyDictionary<string, double> parameters, int segment, BoostingControl control, IReadOnlyList<int> categorical)
{
    /// <param name="rows">With the feature vector and the label.</param>
    /// <param name="held">The control's held-out rows with the same; null: none.</param>
    public (ITransformer Predictor, BoostingSummary Summary) Fit(IDataView rows, IDataView? held, string label)
    {
        var train = BoostingRows.Read(rows, FeaturePipeline.Output, label);
        var validation = held is null ? null : BoostingRows.Read(held, FeaturePipeline.Output, label);
        return Fit(train, validation, task == ModelTask.Multiclass ? ClassesOf(rows.Schema[label]) : []);
    }

    /// <param name="classes">Multiclass: the label's values in the order of their numbers; else empty.</param>
    public (TreeTransformer Predictor, BoostingSummary Summary) Fit(BoostingRows train, BoostingRows? validation, IReadOnlyList<string> classes)
    {
        var allowed = control.Iterations ?? (int)parameters[TrainerParameters.Iterations];
        var settings = new BoostingSettings(task, Math.Max(1, classes.Count), parameters, spec.Seed, spec.Threads, segment, allowed)
        {
            Patience = control.Patience,
            CategoricalSlots = categorical,
        };
        var result = new BoostingRun(settings, train, validation, control.Checkpoints, control.Progress, control.IsEnough, control.IsHopeless).Run();
        var summary = new BoostingSummary(result.Best)
        {
            Trained = result.Iterations,
            Allowed = allowed,
            Resumed = result.Resumed,
            CheckpointNote = control.Checkpoints?.Note,
            HeldOutRows = validation?.Count ?? 0,
            Loss = validation is null ? null : result.Losses[result.Best - 1],
        };
        return (new TreeTransformer(result.Model, classes, FeaturePipeline.Output), summary);
    }

    internal static IReadOnlyList<string> ClassesOf(DataViewSchema.Column label)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        label.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
