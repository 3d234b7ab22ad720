using Temporalio.Activities;

namespace Mdlc.Workflows.Triggers;

/// <summary>What a schedule needs done outside its workflow: a workflow can signal, but not start what it signals.</summary>
public interface ITriggerActivities
{
    /// <summary>Tells the model's lifecycle, started if it does not live yet, that training is due.</summary>
    [Activity]
    Task FireAsync(FireInput input);
}
