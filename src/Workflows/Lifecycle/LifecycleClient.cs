using System.Linq.Expressions;
using Temporalio.Client;
using Temporalio.Common;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>How the outside speaks to a model's lifecycle: by signal-with-start, so that it need not live yet.</summary>
public static class LifecycleClient
{
    /// <summary>Returns when the server has acknowledged the signal: it is durable then.</summary>
    /// <param name="start">What the lifecycle begins with, if this call is the one that starts it.</param>
    public static async Task SignalAsync(
        ITemporalClient client, LifecycleState start, Expression<Func<ModelLifecycle, Task>> signal, CancellationToken cancellationToken)
    {
        var options = new WorkflowOptions(ModelLifecycle.IdOf(start.Project, start.Model), new TaskQueues(start.Project).Workflows)
        {
            StaticSummary = $"life of {start.Model}",
            TypedSearchAttributes = new SearchAttributeCollection.Builder()
                .Set(SearchAttributes.Project, start.Project)
                .Set(SearchAttributes.Model, start.Model)
                .ToSearchAttributeCollection(),
            Rpc = new() { CancellationToken = cancellationToken },
        };
        options.SignalWithStart(signal);
        await client.StartWorkflowAsync((ModelLifecycle l) => l.RunAsync(start), options);
    }
}
