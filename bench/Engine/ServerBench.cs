using System.Diagnostics;
using Mdlc.Engine.Bench.Servers;
using Mdlc.Engine.Bench.Workloads;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Engine.Bench;

/// <summary>Measures one server: it alone runs, and the same client and worker drive each.</summary>
internal sealed class ServerBench(BenchOptions options, TimeProvider time)
{
    private const string TaskQueue = "bench";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public async Task<Measurement> RunAsync(BenchServer server)
    {
        var folder = Directory.CreateTempSubdirectory("mdlc-bench-");
        try
        {
            var port = Executables.FreePorts();
            var started = Stopwatch.StartNew();
            await using var process = server.Start(folder.FullName, port);
            var client = await ConnectAsync(process, port, started);
            var startUp = started.Elapsed;
            var pid = await process.PidAsync();
            var (idleBytes, idleCpu) = await IdleAsync(pid);
            var loaded = await LoadAsync(client, pid);
            return new Measurement
            {
                Server = server.Name,
                StartUp = startUp,
                IdleBytes = idleBytes,
                IdleCpu = idleCpu,
                WorkflowsPerSecond = loaded.PerSecond,
                MedianLatency = loaded.Median,
                ServerCpu = loaded.ServerCpu,
                ClientCpu = loaded.ClientCpu,
                Step = loaded.Step,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<TemporalClient> ConnectAsync(ServerProcess process, int port, Stopwatch started)
    {
        while (true)
        {
            try
            {
                var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}") { RpcRetry = new() { MaxRetries = 1 } });
                await client.Connection.WorkflowService.DescribeNamespaceAsync(new() { Namespace = client.Options.Namespace });
                return await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException && started.Elapsed < StartLimit)
            {
                process.ThrowIfFailed();
                await Task.Delay(TimeSpan.FromMilliseconds(10), time);
            }
        }
    }

    private async Task<(long Bytes, double Cpu)> IdleAsync(int pid)
    {
        var window = TimeSpan.FromSeconds(2);
        await Task.Delay(TimeSpan.FromSeconds(1), time);
        var before = ProcessUsage.Cpu(pid);
        await Task.Delay(window, time);
        return (ProcessUsage.ResidentBytes(pid), (ProcessUsage.Cpu(pid) - before) / window);
    }

    private async Task<(double PerSecond, TimeSpan Median, TimeSpan ServerCpu, TimeSpan ClientCpu, TimeSpan Step)> LoadAsync(
        TemporalClient client, int pid)
    {
        using var worker = new TemporalWorker(
            client,
            new TemporalWorkerOptions(TaskQueue) { MaxConcurrentWorkflowTasks = 200, MaxConcurrentActivities = 200 }
                .AddWorkflow<SequentialActivities>()
                .AddActivity(BenchActivities.Increment));
        return await worker.ExecuteAsync(async () =>
        {
            await RunWorkflowsAsync(client, "warmup", options.Warmup);
            var (server, own) = (ProcessUsage.Cpu(pid), ProcessUsage.Cpu(Environment.ProcessId));
            var watch = Stopwatch.StartNew();
            var latencies = await RunWorkflowsAsync(client, "load", options.Workflows);
            var elapsed = watch.Elapsed;
            var (serverCpu, clientCpu) = (ProcessUsage.Cpu(pid) - server, ProcessUsage.Cpu(Environment.ProcessId) - own);
            var step = await StepAsync(client);
            return (options.Workflows / elapsed.TotalSeconds, Median(latencies), serverCpu / options.Workflows, clientCpu / options.Workflows, step);
        });
    }

    private async Task<TimeSpan[]> RunWorkflowsAsync(TemporalClient client, string name, int count)
    {
        using var slots = new SemaphoreSlim(options.Concurrency);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await slots.WaitAsync();
            try
            {
                return await RunWorkflowAsync(client, $"{name}-{i}", steps: 1);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private async Task<TimeSpan> StepAsync(TemporalClient client)
    {
        var times = new TimeSpan[3];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = await RunWorkflowAsync(client, $"steps-{i}", options.Steps) / options.Steps;
        }

        return Median(times);
    }

    private static async Task<TimeSpan> RunWorkflowAsync(TemporalClient client, string id, int steps)
    {
        var watch = Stopwatch.StartNew();
        var result = await client.ExecuteWorkflowAsync((SequentialActivities w) => w.RunAsync(steps), new(id, TaskQueue));
        return result == steps ? watch.Elapsed : throw new InvalidOperationException($"workflow {id} returned {result} instead of {steps}");
    }

    private static TimeSpan Median(TimeSpan[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
