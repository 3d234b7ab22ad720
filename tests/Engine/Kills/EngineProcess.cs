using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mdlc.Engine.Tests.Hosting;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>The engine's own executable on a database file, which can be killed and started again on the same port.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly string _database;
    private readonly int _port = FreePort();
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public EngineProcess(string database) => _database = database;

    public string Address => $"127.0.0.1:{_port}";

    /// <summary>What the engine wrote since the test began.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The longest that a start took until it was connected to.</summary>
    public TimeSpan SlowestStart { get; private set; }

    /// <summary>Starts the executable and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        var watch = Stopwatch.StartNew();
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo(
            EngineExecutable.Path,
            ["server", "start-dev", "--headless", "--port", port, "--db-filename", _database, "--log-level", "warn"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("The engine did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilListeningAsync(_process);
        SlowestStart = watch.Elapsed > SlowestStart ? watch.Elapsed : SlowestStart;
    }

    /// <summary>Ends the process as kill -9 does: it gets no chance to write anything.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task WaitUntilListeningAsync(Process process)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, _port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                Assert.False(process.HasExited, $"the engine ended by itself:\n{Output}");
                await Task.Delay(10, limit.Token);
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
