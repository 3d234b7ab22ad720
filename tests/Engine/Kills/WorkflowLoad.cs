using System.Collections.Concurrent;
using System.Diagnostics;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Keeps a number of workflows in flight until it is told to stop, then waits for the last of them.</summary>
internal sealed class WorkflowLoad(ITemporalClient client, string taskQueue, int concurrency)
{
    // Generous for a loaded machine: a workflow that has not ended by then will not end.
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(4);

    private volatile bool _stopped;
    private int _last;
    private int _ended;
    private int _updates;
    private int _cancels;

    /// <summary>The numbers whose start the engine has acknowledged.</summary>
    public ConcurrentBag<int> Acknowledged { get; } = [];

    /// <summary>What went wrong, in words.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>How many updates the engine has acknowledged.</summary>
    public int Updates => _updates;

    /// <summary>How many cancellations the engine has acknowledged.</summary>
    public int Cancels => _cancels;

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
            Assert.True(watch.Elapsed < Patience.Limit, $"{count - (target - _ended)} of {count} workflows ended within {Patience.Limit}");
            await Task.Delay(10);
        }
    }

    public void Stop() => _stopped = true;

    private async Task RunOneAsync(int number)
    {
        try
        {
            using var limit = new CancellationTokenSource(EndLimit);
            await (number % 7 == 0 ? CancelOneAsync(number, limit.Token) : CompleteOneAsync(number, limit.Token));
            Interlocked.Increment(ref _ended);
        }
        catch (Exception e)
        {
            Faults.Enqueue($"{IdOf(number)}: {e.GetType().Name}: {e.Message} {e.InnerException?.Message} {await LoadHistories.LookAsync(client, IdOf(number))}");
        }
    }

    private async Task CompleteOneAsync(int number, CancellationToken limit)
    {
        var handle = await StartAsync(number);
        Acknowledged.Add(number);
        await Patience.RetryAsync(() => handle.ExecuteUpdateAsync(workflow => workflow.NoteAsync("waited for"), new("waited")));
        var accepted = await Patience.RetryAsync(() => handle.StartUpdateAsync(
            workflow => workflow.NoteAsync("accepted"), new(WorkflowUpdateStage.Accepted) { Id = "accepted" }));
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => Patience.RetryAsync(() =>
            handle.ExecuteUpdateAsync(workflow => workflow.NoteAsync(""), new("rejected"))));

        // The last but not awaited: the workflow must wait for it by itself.
        await Patience.RetryAsync(() => handle.SignalAsync(workflow => workflow.ArrivedAsync("client")));
        var result = await Patience.RetryAsync(() => handle.GetResultAsync(rpcOptions: new() { CancellationToken = limit }), EndLimit);
        await Patience.RetryAsync(() => accepted.GetResultAsync());
        string[] updates = number % 4 == 0 ? ["started", "waited", "accepted"] : ["waited", "accepted"];
        Interlocked.Add(ref _updates, updates.Length);
        if (result != LoadWorkflow.Expected(number, updates))
        {
            Faults.Enqueue($"{IdOf(number)}: found '{result}', expected '{LoadWorkflow.Expected(number, updates)}'");
        }
    }

    /// <summary>Every fourth is started together with an update.</summary>
    private async Task<WorkflowHandle<LoadWorkflow, string>> StartAsync(int number)
    {
        var input = new LoadWorkflow.Input { Number = number };
        var options = Options(number);
        if (number % 4 != 0)
        {
            return await Patience.RetryAsync(() => client.StartWorkflowAsync((LoadWorkflow workflow) => workflow.RunAsync(input), options));
        }

        return await Patience.RetryAsync(async () =>
        {
            var start = WithStartWorkflowOperation.Create((LoadWorkflow workflow) => workflow.RunAsync(input), options);
            await client.ExecuteUpdateWithStartWorkflowAsync((LoadWorkflow workflow) => workflow.NoteAsync("with start"), new(start) { Id = "started" });
            return await start.GetHandleAsync();
        });
    }

    private async Task CancelOneAsync(int number, CancellationToken limit)
    {
        var handle = await Patience.RetryAsync(() => client.StartWorkflowAsync((CancelledLoad workflow) => workflow.RunAsync(), Options(number)));
        Acknowledged.Add(number);
        await Task.Delay(number % 500, limit);
        await Patience.RetryAsync(() => handle.CancelAsync());
        Interlocked.Increment(ref _cancels);
        var end = await Assert.ThrowsAsync<WorkflowFailedException>(() =>
            Patience.RetryAsync(() => handle.GetResultAsync(rpcOptions: new() { CancellationToken = limit }), EndLimit));
        Assert.IsType<CanceledFailureException>(end.InnerException);
    }

    private WorkflowOptions Options(int number) => new(IdOf(number), taskQueue) { IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting };
}
