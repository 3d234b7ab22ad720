using System.Linq.Expressions;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Client;

namespace Mdlc.Activities.Runs;

/// <summary>Signals the lifecycles of models. One that does not live yet is started, and begins with what the catalog knows.</summary>
public sealed class Lifecycles(ICatalog catalog, ITemporalClient client)
{
    /// <summary>Returns when the server has acknowledged the signal: it is durable then.</summary>
    public async Task SignalAsync(
        string project, string model, Expression<Func<ModelLifecycle, Task>> signal, CancellationToken cancellationToken)
    {
        var start = await BeginningAsync(catalog, project, model, cancellationToken);
        await LifecycleClient.SignalAsync(client, start, signal, cancellationToken);
    }

    /// <summary>What a lifecycle that does not live yet begins with: what the catalog knows.</summary>
    public static async Task<LifecycleState> BeginningAsync(ICatalog catalog, string project, string model, CancellationToken cancellationToken)
    {
        var aliases = await catalog.Models.AliasesAsync(project, model, cancellationToken);
        var applied = await catalog.Runs.AppliedAsync(project, model, cancellationToken);
        return new LifecycleState
        {
            Project = project,
            Model = model,
            Champion = aliases.Find(AliasName.Champion),
            Applied = applied is null ? null : new AppliedSpec(applied.RequestId, applied.Spec, applied.By, applied.At),
        };
    }
}
