using System.Diagnostics;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Bench.Servers;

/// <summary>A server that answers, and how long it took to.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;

    private RunningServer(ServerProcess process, string address, TemporalClient client, TimeSpan startUp, int pid) =>
        (_process, Address, Client, StartUp, Pid) = (process, address, client, startUp, pid);

    public string Address { get; }

    public TemporalClient Client { get; }

    /// <summary>From the start of its process to the first answered DescribeNamespace.</summary>
    public TimeSpan StartUp { get; }

    public int Pid { get; }

    public static async Task<RunningServer> StartAsync(BenchServer server, string folder, TimeProvider time)
    {
        var port = Executables.FreePorts();
        var started = Stopwatch.StartNew();
        var process = server.Start(folder, port);
        try
        {
            var address = $"127.0.0.1:{port}";
            await AnswersAsync(address, process, started, time);
            var startUp = started.Elapsed;
            return new RunningServer(process, address, await TemporalClient.ConnectAsync(new(address)), startUp, await process.PidAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the server to stop in good order, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var server = Process.GetProcessById(Pid);
        using var kill = Process.Start("kill", ["-TERM", $"{Pid}"]);
        await server.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task AnswersAsync(string address, ServerProcess process, Stopwatch started, TimeProvider time)
    {
        while (true)
        {
            try
            {
                var client = await TemporalClient.ConnectAsync(new(address) { RpcRetry = new() { MaxRetries = 1 } });
                await client.Connection.WorkflowService.DescribeNamespaceAsync(new() { Namespace = client.Options.Namespace });
                return;
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException && started.Elapsed < StartLimit)
            {
                process.ThrowIfFailed();
                await Task.Delay(TimeSpan.FromMilliseconds(10), time);
            }
        }
    }
}
