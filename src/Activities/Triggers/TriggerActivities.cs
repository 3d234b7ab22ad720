using Mdlc.Activities.Runs;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Triggers;
using Temporalio.Activities;

namespace Mdlc.Activities.Triggers;

/// <summary>See <see cref="ITriggerActivities"/>.</summary>
public sealed class TriggerActivities(ICatalog catalog, Lifecycles lifecycles) : ITriggerActivities
{
    [Activity]
    public async Task FireAsync(FireInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var spec = input.Spec
            ?? await catalog.Runs.LatestSpecAsync(input.Project, input.Model, cancellationToken)
            ?? throw FaultException.InSpec($"{input.Project}/{input.Model} was never run in this home, so there is no spec to train with. Run it once: mdlc run model.yaml");
        var due = new TrainingDue(input.Id, spec);
        await lifecycles.SignalAsync(input.Project, input.Model, l => l.TrainingDueAsync(due), cancellationToken);
    }

    [Activity]
    public Task RecordAppliedAsync(AppliedSpec applied) =>
        catalog.Runs.SaveAppliedAsync(applied.Spec, applied.Id, applied.By, applied.At, ActivityExecutionContext.Current.CancellationToken);

    [Activity]
    public async Task TellAlarmsAsync(AlarmNews news)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        foreach (var alarm in news.Raised)
        {
            await lifecycles.SignalAsync(news.Project, news.Model, l => l.AlarmRaisedAsync(alarm), cancellationToken);
        }

        foreach (var cleared in news.Cleared)
        {
            await lifecycles.SignalAsync(news.Project, news.Model, l => l.AlarmClearedAsync(cleared), cancellationToken);
        }
    }
}
