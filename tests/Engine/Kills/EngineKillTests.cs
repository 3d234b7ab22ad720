using System.Diagnostics;
using System.Globalization;
using Temporalio.Client;
using Temporalio.Runtime;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// The engine is killed again and again under load. <c>MDLC_KILLS</c> says how often (5 by default), <c>MDLC_SEED</c> when, and
/// <c>MDLC_KILL_MINUTES</c> how long that may take (20 by default).
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
        var limit = TimeSpan.FromMinutes(Number("MDLC_KILL_MINUTES", 20));
        var seed = Number("MDLC_SEED", 1);
        var random = new Random(seed);
        await using var engine = new EngineProcess(Path.Combine(_folder.FullName, "engine.db"));
        await engine.StartAsync();
        var client = await ConnectAsync(engine);

        var load = new WorkflowLoad(client, TaskQueue, Concurrency);
        var schedules = await ScheduleLoad.CreateAsync(client, TaskQueue);
        var watch = Stopwatch.StartNew();
        await LoadWorker.ExecuteAsync([NewWorker(client), NewWorker(await ConnectAsync(engine))], async () =>
        {
            using var stop = new CancellationTokenSource();
            var running = Task.WhenAll(load.RunAsync(), schedules.RunAsync(stop.Token));
            for (var kill = 0; kill < kills; kill++)
            {
                Assert.True(watch.Elapsed < limit, $"seed {seed}: {kill} of {kills} kills within {limit}");

                // The SDK backs off for seconds: only an engine that works again is worth killing.
                await load.NextEndedAsync(random.Next(1, MostEnded));
                await Task.Delay(random.Next(0, 200));
                await engine.KillAsync();
                await engine.StartAsync();
            }

            load.Stop();
            await stop.CancelAsync();
            await running;
            Assert.True(load.Faults.IsEmpty, $"seed {seed}: {load.Faults.Count} faults:\n{string.Join('\n', load.Faults.Take(20))}\n{engine.Output}");
            await LoadHistories.NothingRunsAsync(client);
        });
        output.WriteLine(
            $"seed {seed}: {kills} kills in {watch.Elapsed.TotalSeconds:0} s, slowest restart {engine.SlowestStart.TotalMilliseconds:0} ms; "
            + $"{load.Acknowledged.Count} workflows, {load.Updates} updates, {load.Cancels} cancellations, {schedules.Acknowledged} triggers acknowledged");

        var (regular, told) = await schedules.CheckAsync();
        var (histories, completions) = await LoadHistories.ReplayAllAsync(client, load);
        output.WriteLine(
            $"{regular} actions by time and {told} by trigger; {histories} histories replay; {completions} activities completed in history, "
            + $"{LoadActivities.Executions.Values.Sum()} executions");
    }

    // The SDK would warn of each call that a kill cut off.
    private static Task<TemporalClient> ConnectAsync(EngineProcess engine) => TemporalClient.ConnectAsync(new(engine.Address)
    {
        Runtime = new TemporalRuntime(new() { Telemetry = new() { Logging = null } }),
        RpcRetry = new() { MaxInterval = TimeSpan.FromMilliseconds(500), MaxElapsedTime = TimeSpan.FromSeconds(30), MaxRetries = 100 },
    });

    private static TemporalWorker NewWorker(TemporalClient client)
    {
        // A small cache: many tasks replay from a history that the engine must page out again.
        var options = new TemporalWorkerOptions(TaskQueue)
        {
            MaxCachedWorkflows = Concurrency / 4,
            MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(500),
        };
        return new TemporalWorker(client, options
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<CancelledLoad>().AddWorkflow<ScheduledLoad>()
            .AddActivity(LoadActivities.Square).AddActivity(LoadActivities.CountAsync).AddActivity(LoadActivities.WaitAsync));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
