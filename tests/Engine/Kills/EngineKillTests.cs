using System.Globalization;
using Temporalio.Client;
using Temporalio.Runtime;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// The engine is killed again and again under load. <c>MDLC_KILLS</c> says how often (5 by default), <c>MDLC_SEED</c> when.
/// </summary>
public sealed class EngineKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Concurrency = 50;
    private const string TaskQueue = "load";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-kills-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Engine_KilledUnderLoad_LosesNoStartAndEndsEveryWorkflow()
    {
        var kills = Number("MDLC_KILLS", 5);
        var random = new Random(Number("MDLC_SEED", 1));
        await using var engine = new EngineProcess(Path.Combine(_folder.FullName, "engine.db"));
        await engine.StartAsync();
        var client = await TemporalClient.ConnectAsync(new(engine.Address)
        {
            Runtime = QuietRuntime(),
            RpcRetry = new() { MaxInterval = TimeSpan.FromMilliseconds(500), MaxElapsedTime = TimeSpan.FromSeconds(30), MaxRetries = 100 },
        });

        // A small cache: many tasks replay from a history that the engine must page out again.
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(TaskQueue) { MaxCachedWorkflows = Concurrency / 2 }
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>()
            .AddActivity(LoadActivities.Square).AddActivity(LoadActivities.CountAsync));
        var load = new WorkflowLoad(client, TaskQueue, Concurrency);
        await worker.ExecuteAsync(async () =>
        {
            var running = load.RunAsync();
            for (var kill = 0; kill < kills; kill++)
            {
                // The SDK backs off for seconds: only an engine that works again is worth killing.
                await load.NextEndedAsync(random.Next(1, Concurrency / 2));
                await Task.Delay(random.Next(0, 200));
                await engine.KillAsync();
                await engine.StartAsync();
            }

            load.Stop();
            await running;
        });
        output.WriteLine($"{kills} kills, {load.Acknowledged.Count} workflows, slowest restart {engine.SlowestStart.TotalMilliseconds:0} ms");

        Assert.True(load.Faults.IsEmpty, $"{load.Faults.Count} faults:\n{string.Join('\n', load.Faults.Take(20))}\n{engine.Output}");
        await EveryHistoryReplaysAsync(client, load);
    }

    private static async Task EveryHistoryReplaysAsync(TemporalClient client, WorkflowLoad load)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>());
        var replayed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var result in replayer.ReplayWorkflowsAsync(client.ListWorkflowHistoriesAsync("")))
        {
            Assert.True(result.ReplayFailure is null, $"{result.History.Id} does not replay: {result.ReplayFailure}");
            replayed.Add(result.History.Id);
        }

        Assert.Equal(0, (await client.CountWorkflowsAsync("ExecutionStatus = 'Running'")).Count);
        Assert.NotEmpty(load.Acknowledged);
        Assert.Empty(load.Acknowledged.Select(WorkflowLoad.IdOf).Except(replayed));
    }

    // The SDK would warn of each call that a kill cut off.
    private static TemporalRuntime QuietRuntime() => new(new() { Telemetry = new() { Logging = null } });

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
