using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Tuning;

public sealed record StudyInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan);
