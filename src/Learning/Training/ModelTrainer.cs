using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Microsoft.ML;

namespace Mdlc.Learning.Training;

/// <summary>Fits a feature plan and a trainer to rows, and saves the two as one model.</summary>
/// <param name="progress">What the trainer says, as it says it.</param>
public sealed class ModelTrainer(ModelTask task, TrainSpec spec, FeaturePlan plan, Action<string>? progress = null)
{
    /// <inheritdoc cref="Fit(IDataView, string, BoostingControl)"/>
    public TrainedModel Fit(IDataView rows, string label) => Fit(rows, label, new BoostingControl()).Model;

    /// <param name="rows">The plan's input columns and the label, as <see cref="FeaturePipeline"/> and the task expect them: rescaled.</param>
    /// <param name="label">Name of the label column.</param>
    /// <param name="control">How a boosting in segments goes, where the spec asks for one.</param>
    /// <exception cref="Contracts.Faults.FaultException">The trainer does not learn the task, an option is unknown, or a native library is missing.</exception>
    public FittedModel Fit(IDataView rows, string label, BoostingControl control)
    {
        var parameters = TrainerParameters.Resolve(task, spec.Trainer, spec.Params);
        var ml = new MLContext(spec.Seed);
        if (progress is not null)
        {
            ml.Log += (_, message) => progress(message.Message);
        }

        var (features, featurized) = FeaturePipeline.Fit(ml, plan, spec.Trainer, rows, label);
        if (PassesOften)
        {
            featurized = ml.Data.Cache(featurized, FeaturePipeline.Output, label);
        }

        var (predictor, boosting) = NativeParts.Guard(() => spec.BoostsInSegments
            ? new BoostedTrainer(task, spec, parameters, spec.CheckpointEvery!.Value, control, FeaturePipeline.CategoricalSlots(plan, spec.Trainer, featurized.Schema))
                .Fit(featurized, control.Held is null ? null : features.Transform(control.Held), label)
            : (new TrainerFactory(ml, label, FeaturePipeline.Output, spec, parameters).Create(task).Fit(featurized), (BoostingSummary?)null));
        var inputs = ml.Transforms.SelectColumns(InputNames).Fit(rows).Transform(rows).Schema;
        return new FittedModel(new TrainedModel(ml, features.Append(predictor), inputs, task, plan.Label), boosting);
    }

    // Linear trainers go through the rows dozens of times; trees copy them once into their own form.
    private bool PassesOften => spec.Trainer is TrainerKind.Sdca or TrainerKind.Lbfgs or TrainerKind.AveragedPerceptron;

    private string[] InputNames => [.. plan.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => column.Name)];
}
