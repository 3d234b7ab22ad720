using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Training;

/// <param name="Params">The trainer's options: the spec's, overlaid by the best trial's.</param>
public sealed record TrainInput(
    RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, IReadOnlyDictionary<string, double> Params)
{
    /// <summary>Boosting with early stopping: the best trial's iterations, for where the held-out rows are too few to say how many; null: the parameters say it.</summary>
    public int? Iterations { get; init; }
}
