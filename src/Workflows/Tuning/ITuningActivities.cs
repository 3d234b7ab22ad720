using Mdlc.Contracts.Tuning;
using Temporalio.Activities;

namespace Mdlc.Workflows.Tuning;

/// <summary>One trial of a study.</summary>
public interface ITuningActivities
{
    /// <summary>Trains with the trial's parameters and scores on a part of the training rows. A failed trial is a result.</summary>
    [Activity]
    Task<TrialResult> RunTrialAsync(TrialInput input);
}
