using System.Diagnostics;
using System.Globalization;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Runtime;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// Somebody sets the engine's clock by an hour, again and again, under the mixed load, and now and then the engine begins anew. <c>MDLC_KILLS</c>
/// says how often (5 by default), <c>MDLC_SEED</c> when and which way.
/// </summary>
public sealed class ClockLoadTests(ITestOutputHelper output) : IDisposable
{
    private const int Concurrency = 12;
    private const string TaskQueue = "load";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-clock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Clock_SetByAnHourUnderMixedLoad_LosesAndDoublesNothing()
    {
        var (jumps, seed) = (Number("MDLC_KILLS", 5), Number("MDLC_SEED", 1));
        var random = new Random(seed);
        var clock = new SettableClock();
        var patience = Stopwatch.StartNew();
        var options = new EngineOptions { DbFilename = Path.Combine(_folder.FullName, "engine.db"), TimeProvider = clock, Retention = TimeSpan.FromDays(365) };
        var engine = await EngineHost.StartAsync(options);
        try
        {
            options = options with { Port = int.Parse(engine.Address.Split(':')[^1], CultureInfo.InvariantCulture) };
            var client = await TemporalClient.ConnectAsync(new(engine.Address)
            {
                Runtime = new TemporalRuntime(new() { Telemetry = new() { Logging = null } }),
                RpcRetry = new() { MaxInterval = TimeSpan.FromMilliseconds(500), MaxElapsedTime = TimeSpan.FromSeconds(30), MaxRetries = 100 },
            });
            var worker = new TemporalWorker(client, new TemporalWorkerOptions(TaskQueue) { MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(500) }
                .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<CancelledLoad>().AddWorkflow<ScheduledLoad>()
                .AddActivity(LoadActivities.Square).AddActivity(LoadActivities.CountAsync).AddActivity(LoadActivities.WaitAsync));
            var load = new WorkflowLoad(client, TaskQueue, Concurrency);
            var hourly = await client.CreateScheduleAsync("hourly", new Schedule(
                ScheduleActionStartWorkflow.Create((ScheduledLoad workflow) => workflow.RunAsync(), new("hourly", TaskQueue)),
                new() { Intervals = [new(Hour)] })
            { Policy = new() { Overlap = Temporalio.Api.Enums.V1.ScheduleOverlapPolicy.AllowAll } });
            await LoadWorker.ExecuteAsync([worker], async () =>
            {
                var running = load.RunAsync();
                for (var jump = 0; jump < jumps; jump++)
                {
                    await load.NextEndedAsync(random.Next(1, 4));
                    if (random.Next(2) == 0)
                    {
                        // There, and back beyond: what waits by the clock would wait an hour.
                        clock.Set(-Hour);
                        await Task.Delay(random.Next(0, 500));
                        clock.Set(Hour);
                    }

                    clock.Set(Hour);
                    if (random.Next(3) == 0)
                    {
                        await engine.DisposeAsync();
                        engine = await EngineHost.StartAsync(options);
                    }
                }

                load.Stop();
                await running;

                // Timers go on as they do: a clock that was set is noticed with the next look at it.
                while ((await ActionsAsync(client, hourly)).Count < jumps && patience.Elapsed < Patience)
                {
                    await Task.Delay(100);
                }

                await LoadHistories.NothingRunsAsync(client);
            });

            Assert.True(load.Faults.IsEmpty, $"seed {seed}: {load.Faults.Count} faults:\n{string.Join('\n', load.Faults.Take(20))}");
            var actions = await ActionsAsync(client, hourly);
            Assert.Equal(Enumerable.Range(0, jumps).Select(i => actions[0] + (i * Hour)), actions.Take(jumps));
            Assert.Equal((actions.Count, 0), ((await hourly.DescribeAsync()).Info.NumActions, (await hourly.DescribeAsync()).Info.NumActionsMissedCatchupWindow));
            var (histories, completions) = await LoadHistories.ReplayAllAsync(client, load);
            output.WriteLine(
                $"seed {seed}: {jumps} times; {load.Acknowledged.Count} workflows, {load.Updates} updates, {load.Cancels} cancellations acknowledged; "
                + $"{actions.Count} hourly actions; {histories} histories replay with {completions} completed activities");
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    /// <summary>The hours that actions were started for, in order.</summary>
    private static async Task<List<DateTime>> ActionsAsync(TemporalClient client, ScheduleHandle schedule)
    {
        var times = new List<DateTime>();
        await foreach (var run in client.ListWorkflowsAsync($"TemporalScheduledById = '{schedule.Id}'"))
        {
            times.Add(ScheduleKillTests.TimeOf(run));
        }

        return [.. times.Order()];
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>The machine's clock, as somebody has set it; timers go on as they do.</summary>
    private sealed class SettableClock : TimeProvider
    {
        private long _ahead;

        public void Set(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
    }
}
