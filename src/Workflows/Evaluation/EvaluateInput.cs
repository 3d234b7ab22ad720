using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Evaluation;

public sealed record EvaluateInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, ArtifactRef Model)
{
    /// <summary>What was found on the way here that speaks against trusting what is measured.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
