using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Mdlc.Unit.Tests.Http;

/// <summary>Sends bytes as they are: what no client library would.</summary>
internal static class RawHttp
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A request with a length that is right.</summary>
    public static byte[] Request(string line, string headers, ReadOnlySpan<byte> body) =>
        [.. Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line} HTTP/1.1\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n")), .. body];

    /// <returns>The first answer; status 0: the server cut the connection without one.</returns>
    public static async Task<(int Status, string Headers, string Body)> SendAsync(Uri server, ReadOnlyMemory<byte> request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port, Cancellation);
        var stream = tcp.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, Cancellation);

            // Nothing more comes: a server that waits for the rest of a body sees that.
            tcp.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, Cancellation);
        }
        catch (IOException)
        {
            // A server may refuse a request that it has not read to its end, and cut the connection.
        }

        var parts = Encoding.UTF8.GetString(answer.ToArray()).Split("\r\n\r\n", 2);
        return parts is [var head, var body] ? (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, body) : (0, "", "");
    }
}
