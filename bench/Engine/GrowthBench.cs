using System.Diagnostics;
using System.Globalization;
using Mdlc.Engine.Bench.Drivers;
using Mdlc.Engine.Bench.Servers;

namespace Mdlc.Engine.Bench;

/// <summary>How one server's figures grow with what it has kept: closed workflows, then open ones, then a restart on all of it.</summary>
internal sealed class GrowthBench(BenchOptions options, TimeProvider time)
{
    private const int Concurrency = 50;

    /// <summary>The part of each stage that is timed; the rest only fills.</summary>
    private const int Timed = 500;

    public async Task RunAsync(BenchServer server, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("mdlc-growth-");
        try
        {
            await output.WriteLineAsync($"{server.Name}: closed, open | workflows/s | list ms | memory MB | disk MB | restart ms");
            await using (var running = await RunningServer.StartAsync(server, folder.FullName, time))
            await using (var driver = new StraightDriver(running.Address, time))
            {
                var closed = 0;
                foreach (var target in options.Closed)
                {
                    await FillAsync(driver, closed, target - Timed);
                    closed = target;
                    await ReportAsync(output, driver, running, folder, closed, 0);
                }

                await OpenAsync(driver, options.Open);
                await ReportAsync(output, driver, running, folder, closed + Timed, options.Open);
            }

            await using var again = await RunningServer.StartAsync(server, folder.FullName, time);
            await output.WriteLineAsync(Line(
                $"started again on it: {again.StartUp.TotalMilliseconds:0} ms, {ProcessUsage.ResidentBytes(again.Pid) / 1e6:0} MB"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ReportAsync(
        TextWriter output, StraightDriver driver, RunningServer running, DirectoryInfo folder, int closed, int open)
    {
        var watch = Stopwatch.StartNew();
        await FillAsync(driver, closed - Timed, closed, $"timed-{open}");
        var rate = Timed / watch.Elapsed.TotalSeconds;
        watch.Restart();
        var listed = await driver.ListAsync("ExecutionStatus = 'Completed' AND WorkflowType = 'Shaped'");
        var list = watch.Elapsed;
        var disk = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) / 1e6;
        await output.WriteLineAsync(Line(
            $"{closed,8}, {open,6} | {rate,8:0} | {list.TotalMilliseconds,7:0.0} ({listed.Executions.Count}) | {ProcessUsage.ResidentBytes(running.Pid) / 1e6,6:0} | {disk,6:0}"));
    }

    private static async Task FillAsync(StraightDriver driver, int from, int to, string name = "fill") =>
        await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, _) =>
            await driver.RunAsync($"{name}-{i}", Shape.OneActivity));

    private static async Task OpenAsync(StraightDriver driver, int count) =>
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, _) =>
            await driver.LeaveOpenAsync($"open-{i}"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
