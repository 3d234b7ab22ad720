using System.Diagnostics;
using Mdlc.Engine.Bench.Drivers;
using Mdlc.Engine.Bench.Servers;

namespace Mdlc.Engine.Bench;

/// <summary>Measures one server: it alone runs, and the same drivers load each.</summary>
internal sealed class ServerBench(BenchOptions options, TimeProvider time)
{
    private const int Repetitions = 3;

    public async Task<Measurement> RunAsync(BenchServer server)
    {
        var folder = Directory.CreateTempSubdirectory("mdlc-bench-");
        try
        {
            await using var running = await RunningServer.StartAsync(server, folder.FullName, time);
            var (idleBytes, idleCpu) = await IdleAsync(running.Pid);
            var before = SizeOf(folder);
            DriverMeasurement straight, sdk;
            await using (var driver = new StraightDriver(running.Address, time))
            {
                straight = await MeasureAsync(driver, running.Pid);
            }

            var bytes = (SizeOf(folder) - before) / (double)(options.Workflows + options.Warmup);
            await using (var driver = new SdkDriver(running.Client))
            {
                sdk = await MeasureAsync(driver, running.Pid);
            }

            return new Measurement
            {
                Server = server.Name,
                StartUp = running.StartUp,
                IdleBytes = idleBytes,
                IdleCpu = idleCpu,
                Straight = straight,
                Sdk = sdk,
                BytesPerWorkflow = bytes > 0 ? bytes : null,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long SizeOf(DirectoryInfo folder) => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    private async Task<(long Bytes, double Cpu)> IdleAsync(int pid)
    {
        var window = TimeSpan.FromSeconds(2);
        await Task.Delay(TimeSpan.FromSeconds(1), time);
        var before = ProcessUsage.Cpu(pid);
        await Task.Delay(window, time);
        return (ProcessUsage.ResidentBytes(pid), (ProcessUsage.Cpu(pid) - before) / window);
    }

    private async Task<DriverMeasurement> MeasureAsync(ILoadDriver driver, int pid)
    {
        await RunManyAsync(driver, "warmup", options.Warmup);
        var (server, own) = (ProcessUsage.Cpu(pid), ProcessUsage.Cpu(Environment.ProcessId));
        var watch = Stopwatch.StartNew();
        var latencies = await RunManyAsync(driver, "load", options.Workflows);
        var elapsed = watch.Elapsed;
        return new DriverMeasurement
        {
            WorkflowsPerSecond = options.Workflows / elapsed.TotalSeconds,
            Latency = Statistics.Median(latencies),
            ServerCpu = (ProcessUsage.Cpu(pid) - server) / options.Workflows,
            ClientCpu = (ProcessUsage.Cpu(Environment.ProcessId) - own) / options.Workflows,
            Step = await AloneAsync(driver, new Shape(options.Steps, 1)) / options.Steps,
            FanOut = await AloneAsync(driver, new Shape(1, options.FanOut)),
            Update = await UpdateAsync(driver),
        };
    }

    private async Task<TimeSpan[]> RunManyAsync(ILoadDriver driver, string name, int count)
    {
        using var slots = new SemaphoreSlim(options.Concurrency);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await slots.WaitAsync();
            try
            {
                return await TimeAsync(driver, $"{driver.Name}-{name}-{i}", Shape.OneActivity);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private static async Task<TimeSpan> AloneAsync(ILoadDriver driver, Shape shape)
    {
        var times = new TimeSpan[Repetitions];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = await TimeAsync(driver, $"{driver.Name}-{shape.Rounds}x{shape.Width}-{i}", shape);
        }

        return Statistics.Median(times);
    }

    private static async Task<TimeSpan> TimeAsync(ILoadDriver driver, string id, Shape shape)
    {
        var watch = Stopwatch.StartNew();
        await driver.RunAsync(id, shape);
        return watch.Elapsed;
    }

    private async Task<TimeSpan> UpdateAsync(ILoadDriver driver)
    {
        var times = new TimeSpan[options.Updates];
        await driver.WithUpdatesAsync(async update =>
        {
            for (var i = 0; i < times.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                await update();
                times[i] = watch.Elapsed;
            }
        });
        return Statistics.Median(times);
    }
}
