using System.Buffers;
using System.Text;

namespace Mdlc.Web.Events;

/// <summary>Text with characters as escaped bytes of UTF-8. .NET's own decoder leaves in place what it does not understand; here that is an error.</summary>
internal static class PercentEncoding
{
    private const int EscapeLength = 3;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>Null: a % begins no escape, or the escaped bytes are no UTF-8.</returns>
    public static string? Decode(string text) => text.Contains('%', StringComparison.Ordinal) ? DecodeEscapes(text) : text;

    /// <returns>The escaped bytes in their order; null when a % begins no escape.</returns>
    public static byte[]? Escaped(string text)
    {
        var bytes = new List<byte>();
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + EscapeLength))
        {
            if (ByteAt(text, at) is not { } one)
            {
                return null;
            }

            bytes.Add(one);
        }

        return [.. bytes];
    }

    private static string? DecodeEscapes(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        try
        {
            for (var at = 0; at < text.Length;)
            {
                var end = text.IndexOf('%', at) is var next and >= 0 ? next : text.Length;
                _ = Strict.GetBytes(text.AsSpan(at, end - at), bytes);
                if (end == text.Length)
                {
                    break;
                }

                if (ByteAt(text, end) is not { } one)
                {
                    return null;
                }

                bytes.Write([one]);
                at = end + EscapeLength;
            }

            return Strict.GetString(bytes.WrittenSpan);
        }
        catch (ArgumentException)
        {
            // What encoder and decoder throw at a character that is none.
            return null;
        }
    }

    private static byte? ByteAt(string text, int at) =>
        at + EscapeLength <= text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])
            ? Convert.FromHexString(text.AsSpan(at + 1, 2))[0]
            : null;
}
