using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Triggers;
using Temporalio.Activities;
using Temporalio.Client;

namespace Mdlc.Activities.Triggers;

/// <summary>See <see cref="ITriggerActivities"/>.</summary>
public sealed class TriggerActivities(ICatalog catalog, ITemporalClient client) : ITriggerActivities
{
    [Activity]
    public async Task FireAsync(FireInput input)
    {
        var cancellation = ActivityExecutionContext.Current.CancellationToken;
        var spec = input.Spec
            ?? await catalog.Runs.LatestSpecAsync(input.Project, input.Model, cancellation)
            ?? throw FaultException.InSpec($"{input.Project}/{input.Model} was never run in this home, so there is no spec to train with. Run it once: mdlc run model.yaml");
        var aliases = await catalog.Models.AliasesAsync(input.Project, input.Model, cancellation);
        var start = new LifecycleState { Project = input.Project, Model = input.Model, Champion = aliases.Find(AliasName.Champion) };
        var due = new TrainingDue(input.Id, spec);
        await LifecycleClient.SignalAsync(client, start, l => l.TrainingDueAsync(due), cancellation);
    }
}
