using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>How a request's body is packed: not at all, or by gzip.</summary>
public static class ContentCoding
{
    public const string Gzip = "gzip";

    private const int ChunkBytes = 64 << 10;
    private const int SizeBytes = 4;

    /// <returns>What <c>Content-Encoding</c> says, when it is a coding that is not understood; else null.</returns>
    public static string? Unknown(HttpRequest request) =>
        Of(request) is var coding && (IsNone(coding) || IsGzip(coding)) ? null : BoundedText.Of(coding);

    /// <summary>The body as it was before it was packed.</summary>
    /// <param name="most">Most bytes that it may have then.</param>
    /// <returns>Null when it has more: what is beyond them is not unpacked.</returns>
    /// <exception cref="InvalidDataException">It is not gzip, though it is said to be.</exception>
    public static ReadOnlyMemory<byte>? Unpack(HttpRequest request, ReadOnlyMemory<byte> body, long most)
    {
        if (!IsGzip(Of(request)))
        {
            return body;
        }

        using var gzip = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        int read;
        while ((read = gzip.Read(chunk)) > 0)
        {
            if (plain.Length + read > most)
            {
                return null;
            }

            plain.Write(chunk, 0, read);
        }

        RequireEnd(body.Span, plain.Length);
        return plain.GetBuffer().AsMemory(0, (int)plain.Length);
    }

    /// <summary>A stream that is cut off, or that something follows, ends without a word: its last bytes are then not its size.</summary>
    private static void RequireEnd(ReadOnlySpan<byte> packed, long size)
    {
        if (packed.Length < SizeBytes || BinaryPrimitives.ReadUInt32LittleEndian(packed[^SizeBytes..]) != (uint)(size & uint.MaxValue))
        {
            throw new InvalidDataException("it is cut off, or something follows it; send one gzip stream.");
        }
    }

    private static string Of(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim();

    private static bool IsNone(string coding) => coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static bool IsGzip(string coding) =>
        coding.Equals(Gzip, StringComparison.OrdinalIgnoreCase) || coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
}
