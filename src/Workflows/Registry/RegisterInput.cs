using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Training;

namespace Mdlc.Workflows.Registry;

/// <param name="Spec">The resolved spec, with the source's dialect as it was read.</param>
public sealed record RegisterInput(
    RunKey Run,
    ModelSpec Spec,
    ValidateResult Data,
    DatasetSplit Split,
    FeaturePlan Plan,
    Leaderboard? Tuning,
    TrainResult Training,
    EvaluateResult Evaluation,
    GateResult Gate);
