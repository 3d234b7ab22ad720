namespace Mdlc.Engine.Bench.Drivers;

/// <summary>A client and a worker that make a server run workflows.</summary>
internal interface ILoadDriver : IAsyncDisposable
{
    /// <summary>As the table names it.</summary>
    string Name { get; }

    /// <summary>Starts a workflow and waits for its end.</summary>
    Task RunAsync(string workflowId, Shape shape);
}
