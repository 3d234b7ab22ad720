using System.Diagnostics;
using System.Globalization;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Runtime;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// The engine is killed again and again under load. <c>MDLC_KILLS</c> says how often (5 by default), <c>MDLC_SEED</c> when.
/// </summary>
public sealed class EngineKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Concurrency = 30;

    /// <summary>How many workflows end between two kills, at most.</summary>
    private const int MostEnded = 4;

    private const string TaskQueue = "load";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-kills-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Engine_KilledUnderMixedLoad_LosesAndDoublesNothingThatItAcknowledged()
    {
        var kills = Number("MDLC_KILLS", 5);
        var seed = Number("MDLC_SEED", 1);
        var random = new Random(seed);
        await using var engine = new EngineProcess(Path.Combine(_folder.FullName, "engine.db"));
        await engine.StartAsync();
        var client = await TemporalClient.ConnectAsync(new(engine.Address)
        {
            Runtime = QuietRuntime(),
            RpcRetry = new() { MaxInterval = TimeSpan.FromMilliseconds(500), MaxElapsedTime = TimeSpan.FromSeconds(30), MaxRetries = 100 },
        });

        // A small cache: many tasks replay from a history that the engine must page out again.
        var options = new TemporalWorkerOptions(TaskQueue)
        {
            MaxCachedWorkflows = Concurrency / 2,
            MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(500),
        };
        using var worker = new TemporalWorker(client, options
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<CancelledLoad>().AddWorkflow<ScheduledLoad>()
            .AddActivity(LoadActivities.Square).AddActivity(LoadActivities.CountAsync).AddActivity(LoadActivities.WaitAsync));
        var load = new WorkflowLoad(client, TaskQueue, Concurrency);
        var schedules = await ScheduleLoad.CreateAsync(client, TaskQueue);
        var watch = Stopwatch.StartNew();
        await worker.ExecuteAsync(async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = Task.WhenAll(load.RunAsync(), schedules.RunAsync(stop.Token));
            for (var kill = 0; kill < kills; kill++)
            {
                // The SDK backs off for seconds: only an engine that works again is worth killing.
                await load.NextEndedAsync(random.Next(1, MostEnded));
                await Task.Delay(random.Next(0, 200));
                await engine.KillAsync();
                await engine.StartAsync();
            }

            load.Stop();
            await stop.CancelAsync();
            await running;
            await NothingRunsAsync(client);
        });
        output.WriteLine(
            $"seed {seed}: {kills} kills in {watch.Elapsed.TotalSeconds:0} s, slowest restart {engine.SlowestStart.TotalMilliseconds:0} ms; "
            + $"{load.Acknowledged.Count} workflows, {load.Updates} updates, {load.Cancels} cancellations, {schedules.Acknowledged} triggers acknowledged");

        Assert.True(load.Faults.IsEmpty, $"seed {seed}: {load.Faults.Count} faults:\n{string.Join('\n', load.Faults.Take(20))}\n{engine.Output}");
        var (regular, told) = await schedules.CheckAsync();
        var (histories, completions) = await EveryHistoryReplaysAsync(client, load);
        output.WriteLine(
            $"{regular} actions by time and {told} by trigger; {histories} histories replay; {completions} activities completed in history, "
            + $"{LoadActivities.Executions.Values.Sum()} executions");
    }

    /// <summary>Workflows of schedules have nobody who waits for them.</summary>
    private static async Task NothingRunsAsync(TemporalClient client)
    {
        var watch = Stopwatch.StartNew();
        while (await Patience.RetryAsync(() => client.CountWorkflowsAsync("ExecutionStatus = 'Running'")) is { Count: > 0 } open)
        {
            Assert.True(watch.Elapsed < Patience.Limit, $"{open.Count} workflows do not end");
            await Task.Delay(100);
        }
    }

    /// <returns>How many histories there are, and how many activities are completed in them.</returns>
    private static async Task<(int Histories, int Completions)> EveryHistoryReplaysAsync(TemporalClient client, WorkflowLoad load)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions()
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<CancelledLoad>().AddWorkflow<ScheduledLoad>());
        var replayed = new HashSet<string>(StringComparer.Ordinal);
        var (histories, completions) = (0, 0);
        await foreach (var result in replayer.ReplayWorkflowsAsync(client.ListWorkflowHistoriesAsync("")))
        {
            Assert.True(result.ReplayFailure is null, $"{result.History.Id} does not replay: {result.ReplayFailure}");
            SoundHistory.Check([.. result.History.Events], result.History.Id);
            completions += Completions(result.History);
            replayed.Add(result.History.Id);
            histories++;
        }

        Assert.NotEmpty(load.Acknowledged);
        Assert.Empty(load.Acknowledged.Select(WorkflowLoad.IdOf).Except(replayed));
        return (histories, completions);
    }

    /// <summary>Counts the activities that history says are completed: each was executed.</summary>
    private static int Completions(WorkflowHistory history)
    {
        var runId = history.Events.First().WorkflowExecutionStartedEventAttributes.OriginalExecutionRunId;
        var completed = history.Events.Where(e => e.EventType == EventType.ActivityTaskCompleted)
            .Select(e => history.Events.ElementAt((int)e.ActivityTaskCompletedEventAttributes.ScheduledEventId - 1).ActivityTaskScheduledEventAttributes.ActivityId)
            .ToList();
        Assert.All(completed, id => Assert.True(LoadActivities.Executions.ContainsKey((runId, id)), $"{history.Id}: activity {id} was not executed"));
        return completed.Count;
    }

    // The SDK would warn of each call that a kill cut off.
    private static TemporalRuntime QuietRuntime() => new(new() { Telemetry = new() { Logging = null } });

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
