using System.Net;
using System.Net.Sockets;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Stands between a client and its server, and can keep back what the server answers.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private volatile TaskCompletionSource _answers = Open();

    public TcpProxy(string server)
    {
        _server = IPEndPoint.Parse(server);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>From now on requests reach the server, and its answers go nowhere.</summary>
    public void HoldAnswers() => _answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseAnswers() => _answers.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_server, _stop.Token);
            await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), held: false),
                PumpAsync(server.GetStream(), client.GetStream(), held: true));
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool held)
    {
        var chunk = new byte[16 << 10];
        int read;
        while ((read = await from.ReadAsync(chunk, _stop.Token)) > 0)
        {
            if (held)
            {
                await _answers.Task.WaitAsync(_stop.Token);
            }

            await to.WriteAsync(chunk.AsMemory(0, read), _stop.Token);
        }
    }
}
