using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Studies;

public sealed record ModelStudyInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan)
{
    /// <summary>Where it goes on after its history became too long; null: at the beginning.</summary>
    public StudyState? State { get; init; }
}
