using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Evaluation;

public sealed record GateInput(
    RunKey Run, ModelSpec Spec, SnapshotRef Snapshot, DatasetSplit Split, FeaturePlan Plan, ArtifactRef Model, EvaluateResult Evaluation)
{
    /// <summary>Digest of what is in the model's file; null: of a workflow that did not say.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Binary: the probability from which on the candidate calls a row positive.</summary>
    public double Threshold { get; init; } = OperatingPoint.DefaultThreshold;
}
