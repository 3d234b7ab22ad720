using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Studies;

public sealed record PrepareStudyInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan);
