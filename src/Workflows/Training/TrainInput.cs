using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Training;

/// <param name="Params">The trainer's options: the spec's, overlaid by the best trial's.</param>
public sealed record TrainInput(
    RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, IReadOnlyDictionary<string, double> Params);
