using System.Linq.Expressions;
using Mdlc.Workflows.Champions;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>How the outside speaks to a model's lifecycle: by signal- or update-with-start, so that it need not live yet.</summary>
public static class LifecycleClient
{
    /// <summary>Returns when the server has acknowledged the signal: it is durable then.</summary>
    /// <param name="start">What the lifecycle begins with, if this call is the one that starts it.</param>
    public static async Task SignalAsync(
        ITemporalClient client, LifecycleState start, Expression<Func<ModelLifecycle, Task>> signal, CancellationToken cancellationToken)
    {
        var options = Options(start);
        options.Rpc = new() { CancellationToken = cancellationToken };
        options.SignalWithStart(signal);
        await client.StartWorkflowAsync((ModelLifecycle l) => l.RunAsync(start), options);
    }

    /// <summary>Asks for something that is answered, and returns the answer once it is done.</summary>
    /// <param name="start">What the lifecycle begins with, if this call is the one that starts it.</param>
    /// <param name="id">Of this one request: asked again by it, it is answered, and not done again.</param>
    public static Task<T> AskAsync<T>(
        ITemporalClient client, LifecycleState start, Expression<Func<ModelLifecycle, Task<T>>> update, string id, CancellationToken cancellationToken)
    {
        var options = Options(start);
        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        var operation = WithStartWorkflowOperation.Create((ModelLifecycle l) => l.RunAsync(start), options);
        return client.ExecuteUpdateWithStartWorkflowAsync(update, new(operation) { Id = id, Rpc = new() { CancellationToken = cancellationToken } });
    }

    /// <summary>Moves the champion, and returns when that is done.</summary>
    /// <param name="start">What the lifecycle begins with, if this call is the one that starts it.</param>
    public static Task<ChampionMoved> MoveAsync(ITemporalClient client, LifecycleState start, ChampionMove move, CancellationToken cancellationToken) =>
        AskAsync(client, start, lifecycle => lifecycle.MoveChampionAsync(move), move.Id, cancellationToken);

    private static WorkflowOptions Options(LifecycleState start) => new(ModelLifecycle.IdOf(start.Project, start.Model), new TaskQueues(start.Project).Workflows)
    {
        StaticSummary = $"life of {start.Model}",
        TypedSearchAttributes = new SearchAttributeCollection.Builder()
            .Set(SearchAttributes.Project, start.Project)
            .Set(SearchAttributes.Model, start.Model)
            .ToSearchAttributeCollection(),
    };
}
