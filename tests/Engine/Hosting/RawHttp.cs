using System.Net.Sockets;
using System.Text;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Sends a path as it is.</summary>
internal static class RawHttp
{
    /// <returns>The whole answer: status, headers and body.</returns>
    public static Task<string> GetAsync(string address, string path) =>
        SendAsync(address, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"));

    /// <inheritdoc cref="GetAsync"/>
    public static async Task<string> SendAsync(string address, byte[] request)
    {
        var port = int.Parse(address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port);
        await tcp.GetStream().WriteAsync(request);
        using var reader = new StreamReader(tcp.GetStream());
        return await reader.ReadToEndAsync();
    }
}
