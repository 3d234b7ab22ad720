using Mdlc.Contracts.Tuning;
using Temporalio.Activities;

namespace Mdlc.Workflows.Tuning;

/// <summary>Where to look next, and one look.</summary>
public interface ITuningActivities
{
    /// <summary>The parameters of the trials from a number on: a pure function of the spec and the number, so the same on every call.</summary>
    [Activity]
    Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ProposeAsync(ProposeInput input);

    /// <summary>Trains with the trial's parameters and scores on a part of the training rows. A failed trial is a result.</summary>
    [Activity]
    Task<TrialResult> RunTrialAsync(TrialInput input);
}
