using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Requests to the HTTP API and the web interface that no client library would send: each is refused with a sentence.</summary>
public sealed class HostileHttpTests
{
    private const string Start = "/api/v1/namespaces/default/workflows/w";
    private const string Good = """{"workflowType": {"name": "T"}, "taskQueue": {"name": "q"}, "identity": "\u00fc"}""";

    private static readonly EngineOptions Everything = new() { HttpPort = 0, Ui = new UiOptions() };

    [Fact]
    public async Task Requests_ThatAreBroken_AreRefusedAndTheNextIsAnswered()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        var failures = new List<string>();
        foreach (var address in new[] { host.HttpAddress!, host.UiAddress! })
        {
            foreach (var (name, status, request) in Broken(address))
            {
                var answer = await RawHttp.SendAsync(address, request);
                if (!answer.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal) || !HasSentence(answer))
                {
                    failures.Add($"{name}: {answer}");
                }
            }

            var id = address == host.HttpAddress ? "/1" : "/2";
            Assert.StartsWith("HTTP/1.1 200", await RawHttp.SendAsync(address, Request("POST", Start + Uri.EscapeDataString(id), address, "", Encoding.UTF8.GetBytes(Good))), StringComparison.Ordinal);
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory]
    [InlineData("X!#$'*: x")]
    [InlineData("X_Y.z|~: x")]
    [InlineData("X-Some-Bin: %%%")]
    [InlineData("Grpc-Timeout: 99999999999H")]
    [InlineData("Grpc-Timeout: -5S")]
    [InlineData("Grpc-Timeout: S")]
    [InlineData("Grpc-Timeout: é")]
    [InlineData("Accept: application/json+pretty+no-payload-shorthand, */*;q=x")]
    [InlineData("Authorization: Bearer")]
    [InlineData("Content-Type: nonsense; charset=utf-32")]
    [InlineData("Content-Encoding: identity")]
    public async Task Header_ThatNoCallLooksFor_ChangesNothing(string header)
    {
        await using var host = await EngineHost.StartAsync(Everything);

        var answer = await RawHttp.SendAsync(host.HttpAddress!, Request("POST", Start, host.HttpAddress!, header + "\r\n", Encoding.UTF8.GetBytes(Good)));

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, int Status, byte[] Request)> Broken(string address)
    {
        var good = Encoding.UTF8.GetBytes(Good);
        foreach (var path in new[] { "%FF", "%C0%AE", "%", "%zz", "%ED%A0%80" })
        {
            yield return ($"path {path}", 400, Request("GET", $"/api/v1/namespaces/default/workflows/{path}", address, "", []));
        }

        foreach (var query in new[] { "query=%FF", "pageSize=1e999", "pageSize=%22", "pageSize=many", "nextPageToken=%25", "query=%" })
        {
            yield return ($"query {query}", 400, Request("GET", $"/api/v1/namespaces/default/workflows?{query}", address, "", []));
        }

        byte[][] bodies =
        [
            [.. "{\"requestId\":\""u8, 0xF6, .. "\"}"u8], [.. good, 0xFF], [.. good, .. good], [0xFE, 0xFF], Encoding.Unicode.GetBytes(Good), [0x1F, 0x8B, 0x08],
            "[]"u8.ToArray(), "5"u8.ToArray(), "{\"requestId\":\"\\ud800\"}"u8.ToArray(), "{\"requestId\":1,\"requestId\":2}"u8.ToArray(), "{\"priority\":{\"priorityKey\":1e999}}"u8.ToArray(),
            "{\"priority\":{\"fairnessWeight\":1e999}}"u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 10_000)),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"input\":", 1_000))), "{\"workflowRunTimeout\":\"1e999s\"}"u8.ToArray(),
        ];
        foreach (var body in bodies)
        {
            yield return ($"body {Encoding.Latin1.GetString(body[..Math.Min(body.Length, 60)])}", 400, Request("POST", Start, address, "", body));
        }

        yield return ("gzip", 400, Request("POST", Start, address, "Content-Encoding: gzip\r\n", good));
        yield return ("brotli", 400, Request("POST", Start, address, "Content-Encoding: br\r\n", good));
        foreach (var size in new[] { "zz", "g", "FFFFFFFFFFFFFFFFFFF" })
        {
            yield return ($"chunk of {size}", 400, Bytes($"POST {Start} HTTP/1.1\r\nHost: {address}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{size}\r\n", good));
        }

        yield return ("a chunk that is shorter", 400, Bytes($"POST {Start} HTTP/1.1\r\nHost: {address}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\n", good));
        yield return ("more bytes than announced", 400, Bytes($"POST {Start} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {good.Length - 1}\r\nConnection: close\r\n\r\n", good));
        yield return ("another verb", 501, Request("OPTIONS", Start, address, "", []));
        yield return ("another host", 403, Request("GET", Start, "evil.example", "", []));
    }

    private static byte[] Request(string verb, string path, string host, string headers, byte[] body) => Bytes(
        string.Create(CultureInfo.InvariantCulture, $"{verb} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"), body);

    private static byte[] Bytes(string head, byte[] body) => [.. Encoding.UTF8.GetBytes(head), .. body];

    private static bool HasSentence(string answer)
    {
        var (from, to) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        return from >= 0 && (string?)JsonNode.Parse(answer[from..(to + 1)])!["message"] is { Length: > 8 };
    }
}
