using System.Diagnostics;
using System.Globalization;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Runtime;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>The engine is killed while schedules act each second. <c>MDLC_KILLS</c> says how often (5 by default), <c>MDLC_SEED</c> when.</summary>
public sealed class ScheduleKillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-schedule-kills-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Engine_KilledWhileSchedulesAct_StartsEachTimeOnce()
    {
        var kills = Number("MDLC_KILLS", 5);
        var random = new Random(Number("MDLC_SEED", 1));
        await using var engine = new EngineProcess(Path.Combine(_folder.FullName, "engine.db"));
        await engine.StartAsync();
        var client = await TemporalClient.ConnectAsync(new(engine.Address)
        {
            Runtime = new TemporalRuntime(new() { Telemetry = new() { Logging = null } }),
            RpcRetry = new() { MaxInterval = TimeSpan.FromMilliseconds(500), MaxElapsedTime = TimeSpan.FromSeconds(30), MaxRetries = 100 },
        });
        var overlapping = await CreateAsync(client, "overlapping", ScheduleOverlapPolicy.AllowAll);
        var terminating = await CreateAsync(client, "terminating", ScheduleOverlapPolicy.TerminateOther);
        for (var kill = 0; kill < kills; kill++)
        {
            await NextActionAsync(overlapping);
            await Task.Delay(random.Next(0, 1500));
            await engine.KillAsync();
            await engine.StartAsync();
        }

        await NextActionAsync(terminating);
        await overlapping.PauseAsync();
        await terminating.PauseAsync();

        var all = await RunsAsync(client, overlapping);
        var last = await RunsAsync(client, terminating);
        output.WriteLine($"{kills} kills, {all.Count} and {last.Count} actions");
        var times = all.Select(TimeOf).ToList();
        Assert.Equal(Enumerable.Range(0, times.Count).Select(i => times[0] + (i * Second)), times);
        await NoneDoubledAsync(overlapping, all);

        // Of several that were due at once after a kill, each took the place of the one before.
        await NoneDoubledAsync(terminating, last);
        Assert.All(last.SkipLast(1), run => Assert.Equal(WorkflowExecutionStatus.Terminated, run.Status));
        Assert.Equal(WorkflowExecutionStatus.Running, last[^1].Status);
    }

    private static Task<ScheduleHandle> CreateAsync(TemporalClient client, string id, ScheduleOverlapPolicy policy) => client.CreateScheduleAsync(
        id,
        new Schedule(ScheduleActionStartWorkflow.Create("Nothing", [], new(id, "nobody")), new() { Intervals = [new(Second)] }) { Policy = new() { Overlap = policy } });

    private static async Task NextActionAsync(ScheduleHandle schedule)
    {
        var (before, watch) = ((await schedule.DescribeAsync()).Info.NumActions, Stopwatch.StartNew());
        while ((await schedule.DescribeAsync()).Info.NumActions == before)
        {
            Assert.True(watch.Elapsed < Patience.Limit, $"no action within {Patience.Limit}");
            await Task.Delay(20);
        }
    }

    /// <summary>The schedule's runs, by their times.</summary>
    private static async Task<IReadOnlyList<WorkflowExecution>> RunsAsync(TemporalClient client, ScheduleHandle schedule)
    {
        var runs = new List<WorkflowExecution>();
        await foreach (var run in client.ListWorkflowsAsync($"TemporalScheduledById = '{schedule.Id}'"))
        {
            runs.Add(run);
        }

        return [.. runs.OrderBy(run => run.Id, StringComparer.Ordinal)];
    }

    private static async Task NoneDoubledAsync(ScheduleHandle schedule, IReadOnlyList<WorkflowExecution> runs)
    {
        Assert.Equal(runs.Count, runs.DistinctBy(TimeOf).Count());
        var info = (await schedule.DescribeAsync()).Info;
        Assert.Equal((runs.Count, 0), (info.NumActions, info.NumActionsMissedCatchupWindow));
    }

    internal static DateTime TimeOf(WorkflowExecution run) => DateTime.Parse(run.Id[^20..], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
