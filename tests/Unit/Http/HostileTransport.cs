using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Mdlc.Unit.Tests.Http;

/// <summary>Requests that are wrong in another way than in their body.</summary>
/// <param name="path">Where a good body is taken.</param>
/// <param name="headers">Its headers, each with its line's end, without the host.</param>
internal sealed class HostileTransport(Uri server, string path, string headers, byte[] good)
{
    private string Host => $"Host: {server.Authority}\r\n";

    /// <param name="Status">Those that are right.</param>
    /// <param name="HasSentence">Whether the answer says why; what is no HTTP at all is answered by the status alone.</param>
    /// <param name="Ends">Whether the sender is gone then: without that the server would wait for the rest.</param>
    public sealed record Case(string Name, byte[] Request, int[] Status, bool HasSentence = true, bool Ends = false);

    public IEnumerable<Case> Cases() => [.. Methods(), .. Paths(), .. Lengths(), .. Codings(), .. Headers()];

    private IEnumerable<Case> Methods()
    {
        foreach (var method in new[] { "GET", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO" })
        {
            yield return new(method, RawHttp.Request($"{method} {path}", Host + headers, good), [405]);
        }

        yield return new("HEAD", RawHttp.Request($"HEAD {path}", Host + headers, good), [405], HasSentence: false);
        yield return new("no method", RawHttp.Request(path, Host + headers, good), [400], HasSentence: false);
    }

    private IEnumerable<Case> Paths()
    {
        foreach (var wrong in new[] { "/", "/nothing", "/nothing.json", "/a/b.c/d.e", "//", "/..;/", "/%2e%2e/%2e%2e/etc/passwd", "/%2F%2F", "/%5C..%5C", "/%C0%AE", "/%FF", "/%", "/%zz", "/%u0041", "/é", $"/{new string('x', 6_000)}" })
        {
            yield return new(wrong, RawHttp.Request($"POST {wrong}", Host + headers, good), [400, 404, 405], HasSentence: !wrong.Contains('é', StringComparison.Ordinal));
        }

        yield return new("NUL in the path", RawHttp.Request("POST /%00", Host + headers, good), [400], HasSentence: false);
        yield return new("a path of 10 000", RawHttp.Request($"POST /{new string('x', 10_000)}", Host + headers, good), [414], HasSentence: false);
        foreach (var query in new[] { "?", "?a=%FF", "?a=%00", "?=&&==", $"?{new string('q', 5_000)}", "?%", "?a[]=1&a[]=2" })
        {
            yield return new(query, RawHttp.Request($"POST {path}{query}", Host + headers, good), [200, 202, 400], HasSentence: false);
        }
    }

    private IEnumerable<Case> Lengths()
    {
        var start = $"POST {path} HTTP/1.1\r\n{Host}{headers}Connection: close\r\n";
        yield return new("fewer bytes than announced", Bytes($"{start}Content-Length: {good.Length + 10}\r\n\r\n", good), [0, 400], HasSentence: false, Ends: true);
        yield return new("more bytes than announced", Bytes($"{start}Content-Length: {good.Length - 1}\r\n\r\n", good), [400]);
        foreach (var wrong in new[] { "-1", "x", "1e3", "99999999999999999999", "0x10", "5, 6" })
        {
            yield return new($"length {wrong}", Bytes($"{start}Content-Length: {wrong}\r\n\r\n", good), [400], HasSentence: false);
        }

        yield return new("a length that no machine has", Bytes($"{start}Content-Length: 9223372036854775807\r\n\r\n", good), [413]);
        yield return new("two lengths", Bytes($"{start}Content-Length: 5\r\nContent-Length: 6\r\n\r\n", good), [400], HasSentence: false);
        yield return new("neither length nor chunks", Bytes($"{start}\r\n", good), [400]);
        var chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
        foreach (var size in new[] { "zz", "-1", "FFFFFFFFFFFFFFFFF", "7FFFFFFF", "", "5;", "g", "0x5", " 5" })
        {
            yield return new($"chunk of {size}", Bytes($"{chunked}{size}\r\n", good), [0, 400, 413], HasSentence: size is "zz" or "g", Ends: size == "7FFFFFFF");
        }

        yield return new("a chunk without its end", Bytes($"{chunked}{good.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n", [.. good, .. "xx0\r\n\r\n"u8]), [400]);
        yield return new("a chunk that is shorter", Bytes($"{chunked}{(good.Length - 2).ToString("x", CultureInfo.InvariantCulture)}\r\n", [.. good, .. "\r\n0\r\n\r\n"u8]), [400]);
        yield return new("no last chunk", Bytes($"{chunked}{good.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n", [.. good, .. "\r\n"u8]), [0, 400], HasSentence: false, Ends: true);
        yield return new("another transfer coding", Bytes($"{start}Transfer-Encoding: gzip\r\n\r\n", good), [400, 501], HasSentence: false);
    }

    private IEnumerable<Case> Codings()
    {
        var packed = Gzip(good);
        yield return Coded("gzip", "gzip", packed, 200, 202);
        yield return Coded("GZip in capitals", "GZip", packed, 200, 202);
        yield return Coded("identity", "identity", good, 200, 202);
        yield return Coded("gzip that is none", "gzip", good, 400);
        yield return Coded("gzip of nothing", "gzip", [], 400);
        yield return Coded("gzip cut off", "gzip", packed[..^6], 400);
        yield return Coded("gzip cut in the middle", "gzip", packed[..(packed.Length / 2)], 400);
        yield return Coded("gzip with something after it", "gzip", [.. packed, .. "garbage"u8], 400);
        yield return Coded("two in one", "gzip", [.. packed, .. packed], 400);
        yield return Coded("gzip in gzip", "gzip", Gzip(packed), 400);
        yield return Coded("a bomb", "gzip", Gzip(new byte[40 << 20]), 413);
        foreach (var other in new[] { "br", "deflate", "zstd", "compress", "gzip, gzip", "identity, gzip", "*", new string('x', 1_000) })
        {
            yield return Coded(other, other, packed, 415);
        }
    }

    private IEnumerable<Case> Headers()
    {
        yield return With("another host", "Host: evil.example\r\n" + headers, 400);
        yield return With("a host that begins well", "Host: localhost.evil.example\r\n" + headers, 400);
        yield return With("another address", "Host: 192.0.2.1\r\n" + headers, 400);
        yield return With("an empty host", "Host:\r\n" + headers, 400);
        yield return With("localhost", "Host: LOCALHOST:1\r\n" + headers, 200, 202);
        yield return With("IPv6's loopback", "Host: [::1]\r\n" + headers, 200, 202);
        yield return new("no host", RawHttp.Request($"POST {path}", headers, good), [400], HasSentence: false);
        yield return new("two hosts", RawHttp.Request($"POST {path}", Host + Host + headers, good), [400], HasSentence: false);
        yield return new("a header that is Latin 1", RawHttp.Request($"POST {path}", $"{Host}X-Some: \u00f6\r\n{headers}", good), [200, 202, 400], HasSentence: false);
        yield return new("a header that is none", RawHttp.Request($"POST {path}", $"{Host}X Some\r\n{headers}", good), [400], HasSentence: false);
        yield return new("a header of 40 000", RawHttp.Request($"POST {path}", $"{Host}X-Some: {new string('x', 40_000)}\r\n{headers}", good), [431], HasSentence: false);
        yield return new("500 headers", RawHttp.Request($"POST {path}", Host + string.Concat(Enumerable.Repeat("X-Some: x\r\n", 500)) + headers, good), [431], HasSentence: false);
        yield return With("an odd name", $"{Host}X!#$'*: x\r\n{headers}", 200, 202);
        yield return With("two content types", $"{Host}Content-Type: text/plain\r\n{headers}", 400, 415);
        foreach (var type in new[] { "", ";", "x", "application/json; charset=latin1", "application/cloudevents+json; charset=utf-16", "text/html", new string('t', 5_000), "application/json;;;", "multipart/form-data; boundary=x" })
        {
            yield return new($"content type {type}", RawHttp.Request($"POST {path}", $"{Host}Content-Type: {type}\r\n", good), [200, 400, 415], HasSentence: false);
        }
    }

    private Case Coded(string name, string coding, byte[] body, params int[] status) =>
        new(name, RawHttp.Request($"POST {path}", $"{Host}{headers}Content-Encoding: {coding}\r\n", body), status);

    private Case With(string name, string all, params int[] status) => new(name, RawHttp.Request($"POST {path}", all, good), status);

    private static byte[] Bytes(string head, byte[] body) => [.. Encoding.Latin1.GetBytes(head), .. body];

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
