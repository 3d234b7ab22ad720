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

    /// <param name="ends">Whether the sender says that nothing more comes; a server takes that for a sender that is gone.</param>
    /// <returns>The first answer; status 0: the server cut the connection without one.</returns>
    public static async Task<(int Status, string Headers, string Body)> SendAsync(Uri server, ReadOnlyMemory<byte> request, bool ends = false)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port, Cancellation);
        var stream = tcp.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(request, Cancellation);
            if (ends)
            {
                tcp.Client.Shutdown(SocketShutdown.Send);
            }

            var buffer = new byte[64 << 10];
            int read;
            while (!IsWhole(answer.ToString()) && (read = await stream.ReadAsync(buffer, Cancellation)) > 0)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A server may refuse a request that it has not read to its end, and cut the connection.
        }

        var parts = answer.ToString().Split("\r\n\r\n", 2);
        return parts is [var head, var body] ? (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, body) : (0, "", "");
    }

    /// <summary>A server that waits for the rest of a body keeps the connection: what it has said is enough.</summary>
    private static bool IsWhole(string answer)
    {
        if (answer.Split("\r\n\r\n", 2) is not [var head, var body])
        {
            return false;
        }

        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is not null
            ? body.Length >= int.Parse(length.Split(' ')[1], CultureInfo.InvariantCulture)
            : head.Contains("chunked", StringComparison.Ordinal) && body.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }
}
