using Temporalio.Activities;

namespace Mdlc.Workflows.Data;

/// <summary>From a source to a clean, immutable snapshot.</summary>
public interface IDataActivities
{
    /// <summary>Reads the source into a snapshot. No row is lost in silence: kept + rejected = records in the file.</summary>
    [Activity]
    Task<FetchResult> FetchAsync(FetchInput input);

    /// <summary>Holds the snapshot against the expectations; rows that break one of severity error go to quarantine.</summary>
    [Activity]
    Task<ValidateResult> ValidateAsync(ValidateInput input);
}
