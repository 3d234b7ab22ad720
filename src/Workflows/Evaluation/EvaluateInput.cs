using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Evaluation;

public sealed record EvaluateInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, ArtifactRef Model);
