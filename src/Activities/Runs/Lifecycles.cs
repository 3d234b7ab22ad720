using System.Linq.Expressions;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
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
        var aliases = await catalog.Models.AliasesAsync(project, model, cancellationToken);
        var start = new LifecycleState { Project = project, Model = model, Champion = aliases.Find(AliasName.Champion) };
        await LifecycleClient.SignalAsync(client, start, signal, cancellationToken);
    }
}
