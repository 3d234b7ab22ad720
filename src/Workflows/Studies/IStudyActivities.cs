using Mdlc.Contracts.Models;
using Mdlc.Contracts.Tuning;
using Temporalio.Activities;

namespace Mdlc.Workflows.Studies;

/// <summary>What a study asks for: where it looks, what it tries next, one trial, and the plan that has won.</summary>
public interface IStudyActivities
{
    /// <summary>The space: of the trainer and of what the spec leaves open in the feature plan, begun where earlier studies of the model did well.</summary>
    [Activity]
    Task<PreparedStudy> PrepareStudyAsync(PrepareStudyInput input);

    /// <summary>A pure function of its input.</summary>
    /// <returns>Null: the space has no point left that was not tried.</returns>
    [Activity]
    Task<TrialProposal?> ProposeTrialAsync(ProposeTrialInput input);

    /// <summary>
    /// Trains with the trial's parameters and scores on a part of the training rows. A trial that cannot be run is a result. Where it is cancelled by
    /// its workflow, a boosting ends after the iteration that it is at, and what is there is the result.
    /// </summary>
    [Activity]
    Task<TrialResult> RunStudyTrialAsync(StudyTrialInput input);

    /// <summary>The feature plan in which a study has chosen.</summary>
    [Activity]
    Task<FeaturePlan> PlanByChoicesAsync(PlanByChoicesInput input);

    /// <summary>Removes what the study's trials shared.</summary>
    [Activity]
    Task EndStudyAsync(EndStudyInput input);
}
