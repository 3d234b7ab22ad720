using System.Collections.Concurrent;
using System.Diagnostics;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Keeps a number of workflows in flight until it is told to stop, then waits for the last of them.</summary>
internal sealed class WorkflowLoad(ITemporalClient client, string taskQueue, int concurrency)
{
    // Longer than any restart takes: what is not answered by then is lost.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Generous for a loaded machine: a workflow that has not ended by then will not end.
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(4);

    private volatile bool _stopped;
    private int _last;
    private int _ended;

    /// <summary>The numbers whose start the engine has acknowledged.</summary>
    public ConcurrentBag<int> Acknowledged { get; } = [];

    /// <summary>What went wrong, in words.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public static string IdOf(int number) => $"load-{number}";

    /// <summary>Starts workflows until <see cref="Stop"/>, and returns when each has ended.</summary>
    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
    {
        while (!_stopped)
        {
            await RunOneAsync(Interlocked.Increment(ref _last));
        }
    }));

    /// <summary>Waits until so many more workflows have ended.</summary>
    public async Task NextEndedAsync(int count)
    {
        var target = _ended + count;
        var watch = Stopwatch.StartNew();
        while (Volatile.Read(ref _ended) < target)
        {
            Assert.True(watch.Elapsed < Patience, $"{count - (target - _ended)} of {count} workflows ended within {Patience}");
            await Task.Delay(10);
        }
    }

    public void Stop() => _stopped = true;

    private async Task RunOneAsync(int number)
    {
        try
        {
            var handle = await RetryAsync(() => client.StartWorkflowAsync(
                (LoadWorkflow workflow) => workflow.RunAsync(new LoadWorkflow.Input { Number = number }),
                new WorkflowOptions(IdOf(number), taskQueue) { IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting }));
            Acknowledged.Add(number);
            await RetryAsync(async () =>
            {
                await handle.SignalAsync(workflow => workflow.ArrivedAsync("client"));
                return true;
            });
            using var limit = new CancellationTokenSource(EndLimit);
            var result = await RetryAsync(() => handle.GetResultAsync(rpcOptions: new() { CancellationToken = limit.Token }));
            if (result != LoadWorkflow.Expected(number))
            {
                Faults.Enqueue($"{IdOf(number)}: found '{result}', expected '{LoadWorkflow.Expected(number)}'");
            }

            Interlocked.Increment(ref _ended);
        }
        catch (Exception e)
        {
            Faults.Enqueue($"{IdOf(number)}: {e.GetType().Name}: {e.Message} {e.InnerException?.Message}");
        }
    }

    /// <summary>Calls again while the engine is away.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (IsAway(e) && watch.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
        }
    }

    private static bool IsAway(RpcException e) =>
        e.Code is RpcException.StatusCode.Unavailable or RpcException.StatusCode.Unknown
            or RpcException.StatusCode.Cancelled or RpcException.StatusCode.DeadlineExceeded;
}
