using System.Diagnostics;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>A disk that is full: new work is refused, nothing that was acknowledged is lost, and work goes on when there is room again.</summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private static readonly RpcOptions Once = new() { Retry = false, Timeout = TimeSpan.FromSeconds(2) };

    private readonly string _mount = Directory.CreateTempSubdirectory("mdlc-full-").FullName;
    private bool _mounted;

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await RunAsync("umount", _mount);
        }

        Directory.Delete(_mount, recursive: true);
    }

    [Fact]
    public async Task Disk_ThatIsFull_RefusesAndRecovers()
    {
        _mounted = OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", _mount) == 0;
        Assert.SkipUnless(_mounted, "needs the right to mount a small file system");
        var file = Path.Combine(_mount, "engine.db");
        var filler = Path.Combine(_mount, "filler");
        var acknowledged = new List<string>();
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = file }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            acknowledged.Add(await StartAsync(client, "before"));
            await File.WriteAllBytesAsync(filler, new byte[Free()]);

            var refusal = await FillAsync(client, acknowledged);
            Assert.Equal(RpcException.StatusCode.Unavailable, refusal.Code);
            Assert.Contains("disk", refusal.Message, StringComparison.Ordinal);
            Assert.Equal("before", (await client.GetWorkflowHandle("before").DescribeAsync()).Id);

            File.Delete(filler);
            acknowledged.Add(await StartWithPatienceAsync(client, "after"));
        }

        await using var again = await EngineHost.StartAsync(new EngineOptions { DbFilename = file });
        var reader = await TemporalClient.ConnectAsync(new(again.Address));
        foreach (var id in acknowledged)
        {
            Assert.Equal(id, (await reader.GetWorkflowHandle(id).DescribeAsync()).Id);
        }
    }

    /// <summary>The same without a mount: what SQLite writes is refused.</summary>
    [Fact]
    public async Task Disk_ThatRefusesWrites_RefusesAndRecovers()
    {
        using var disk = new Storage.FaultyDisk();
        var file = Path.Combine(_mount, "engine.db");
        var acknowledged = new List<string>();
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = file, Vfs = disk.Name }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            acknowledged.Add(await StartAsync(client, "before"));
            disk.Fail(Storage.FaultyDisk.Full);

            var refusal = await FillAsync(client, acknowledged);
            Assert.Equal(RpcException.StatusCode.Unavailable, refusal.Code);
            Assert.Equal("before", (await client.GetWorkflowHandle("before").DescribeAsync()).Id);

            disk.Recover();
            acknowledged.Add(await StartWithPatienceAsync(client, "after"));
            acknowledged.Add(await StartAsync(client, "and another"));
        }

        await using var again = await EngineHost.StartAsync(new EngineOptions { DbFilename = file });
        var reader = await TemporalClient.ConnectAsync(new(again.Address));
        foreach (var id in acknowledged)
        {
            Assert.Equal(id, (await reader.GetWorkflowHandle(id).DescribeAsync()).Id);
        }
    }

    private long Free() => new DriveInfo(_mount).AvailableFreeSpace;

    /// <summary>Starts workflows until the engine says that it takes no more.</summary>
    private static async Task<RpcException> FillAsync(TemporalClient client, List<string> acknowledged)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                acknowledged.Add(await StartAsync(client, $"w{i}"));
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.Unavailable)
            {
                return e;
            }
            catch (RpcException e) when (e.Code is RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled)
            {
                // Its commit is the one that waits for room: it was not acknowledged.
            }
        }
    }

    private static async Task<string> StartWithPatienceAsync(TemporalClient client, string id)
    {
        for (var patience = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await StartAsync(client, id);
            }
            catch (RpcException) when (patience.Elapsed < TimeSpan.FromSeconds(10))
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<string> StartAsync(TemporalClient client, string id) =>
        (await client.StartWorkflowAsync("T", [], new(id, "q") { Rpc = Once })).Id;

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
