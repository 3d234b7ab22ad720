using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Changes;
using Temporalio.Activities;

namespace Mdlc.Workflows.Triggers;

/// <summary>What a schedule needs done outside its workflow: a workflow can signal, but not start what it signals.</summary>
public interface ITriggerActivities
{
    /// <summary>Tells the model's lifecycle, started if it does not live yet, that training is due.</summary>
    [Activity]
    Task FireAsync(FireInput input);

    /// <summary>Records the spec that a model's triggers go by. Done twice, it is recorded once.</summary>
    [Activity]
    Task RecordAppliedAsync(AppliedSpec applied);

    /// <summary>Tells the model's lifecycle, started if it does not live yet, which of its alarms are raised and which cleared.</summary>
    [Activity]
    Task TellAlarmsAsync(AlarmNews news);
}
