using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Mdlc.Tests.Shared.Servers;

/// <summary>The development server of the <c>temporal</c> executable, or of another that has its command line.</summary>
internal sealed class DevServer : IServer
{
    private static readonly TimeSpan StartupLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private DevServer(Process process, int port)
    {
        _process = process;
        Address = $"127.0.0.1:{port}";
        HttpAddress = $"127.0.0.1:{port + 1}";
    }

    public string Address { get; }

    public string? HttpAddress { get; }

    public static async Task<IServer> StartAsync(string executable, params string[] flags)
    {
        var port = Executables.FreePortBlock(2);
        var process = Executables.Start(
            executable,
            [
                "server", "start-dev", "--headless", "--log-level", "error", "--port", port.ToString(CultureInfo.InvariantCulture),
                "--http-port", (port + 1).ToString(CultureInfo.InvariantCulture), .. flags,
            ]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new DevServer(process, port);
        await server.WaitUntilListeningAsync(port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilListeningAsync(int port)
    {
        using var limit = new CancellationTokenSource(StartupLimit);
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port, limit.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(100, limit.Token);
            }
        }
    }
}
