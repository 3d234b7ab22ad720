using Mdlc.Engine.Bench.Workloads;
using Temporalio.Client;
using Temporalio.Worker;

namespace Mdlc.Engine.Bench.Drivers;

/// <summary>The .NET SDK on both sides, as a program uses it.</summary>
internal sealed class SdkDriver : ILoadDriver
{
    private const string TaskQueue = "bench-sdk";
    private const int Slots = 500;

    private readonly TemporalClient _client;
    private readonly TemporalWorker _worker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SdkDriver(TemporalClient client)
    {
        _client = client;
        var options = new TemporalWorkerOptions(TaskQueue) { MaxConcurrentWorkflowTasks = Slots, MaxConcurrentActivities = Slots };
        _worker = new TemporalWorker(client, options.AddWorkflow<ShapedWorkflow>().AddWorkflow<Counter>().AddActivity(BenchActivities.Increment));
        _running = _worker.ExecuteAsync(_stop.Token);
    }

    public string Name => "SDK";

    public async Task RunAsync(string workflowId, Shape shape)
    {
        var result = await _client.ExecuteWorkflowAsync((ShapedWorkflow w) => w.RunAsync(shape.Rounds, shape.Width), new(workflowId, TaskQueue));
        if (result != shape.Activities)
        {
            throw new InvalidOperationException($"workflow {workflowId} returned {result} instead of {shape.Activities}");
        }
    }

    public async Task WithUpdatesAsync(Func<Func<Task>, Task> measure)
    {
        var handle = await _client.StartWorkflowAsync((Counter w) => w.RunAsync(), new($"counter-{Guid.NewGuid()}", TaskQueue));
        await measure(() => handle.ExecuteUpdateAsync(w => w.IncrementAsync()));
        await handle.TerminateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }

        _worker.Dispose();
        _stop.Dispose();
    }
}
