namespace Mdlc.Engine.Bench.Drivers;

/// <summary>A client and a worker that make a server run workflows.</summary>
internal interface ILoadDriver : IAsyncDisposable
{
    /// <summary>As the table names it.</summary>
    string Name { get; }

    /// <summary>Starts a workflow and waits for its end.</summary>
    Task RunAsync(string workflowId, Shape shape);

    /// <summary>Starts a workflow that stays open and takes updates, lets <paramref name="measure"/> send them, and ends it.</summary>
    /// <param name="measure">Gets what sends one update and waits for its result.</param>
    Task WithUpdatesAsync(Func<Func<Task>, Task> measure);
}
