using System.Text;

namespace Mdlc.Engine.Http;

/// <summary>
/// Percent-encoded text of a path or query. .NET's own decoder leaves escapes in place that are no UTF-8: another id than was meant would be
/// looked for, or made.
/// </summary>
internal static class PercentText
{
    private const int EscapeLength = 3;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidHttpRequestException">A % begins no escape, or the bytes are no text.</exception>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('%', at) is var next and >= 0 ? next : text.Length;
            bytes.AddRange(Encoding.UTF8.GetBytes(text[at..end]));
            if (end < text.Length)
            {
                bytes.Add(ByteAt(text, end));
                end += EscapeLength;
            }

            at = end;
        }

        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidHttpRequestException($"found {Shown(text)}, expected the escaped bytes to be UTF-8");
        }
    }

    private static byte ByteAt(string text, int at) =>
        at + EscapeLength <= text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])
            ? Convert.FromHexString(text.AsSpan(at + 1, 2))[0]
            : throw new InvalidHttpRequestException($"found {Shown(text)}, expected two hexadecimal digits after each %, and % itself as %25");

    private static string Shown(string text) => text.Length <= 100 ? $"\"{text}\"" : $"\"{text[..100]}…\"";
}
