using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Mdlc.Contracts.Json;

/// <summary>
/// JSON that somebody sent. It is looked through whole before anything is made of it: that all of it is UTF-8, and that each of its strings is
/// text, which .NET's own reader finds out only when a string is asked for.
/// </summary>
public static class ReceivedJson
{
    private static readonly string[] NoNumbers = ["NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"];
    private static readonly SearchValues<byte> AfterAValue = SearchValues.Create(", \t\r\n]}"u8);

    /// <exception cref="JsonException">It is no JSON, or no text; the message is a sentence for the sender.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, JsonDocumentOptions options = default)
    {
        RequireUtf8(body.Span);
        try
        {
            RequireText(body.Span, options.MaxDepth);
            return JsonDocument.Parse(body, options with { AllowDuplicateProperties = false });
        }
        catch (JsonException broken) when (NoNumberAt(body.Span, broken) is { } word)
        {
            throw new JsonException($"Found {word}, which JSON does not have; send null for a value that is missing.", broken);
        }
    }

    private static void RequireUtf8(ReadOnlySpan<byte> body)
    {
        if (Utf8.IsValid(body))
        {
            return;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        throw new JsonException(string.Create(
            CultureInfo.InvariantCulture, $"Found the byte 0x{body[at]:X2} at position {at}, which is not UTF-8 there; send JSON in UTF-8."));
    }

    /// <summary>An escape such as \ud800 may be half of a character: that is no text in any encoding.</summary>
    private static void RequireText(ReadOnlySpan<byte> body, int maxDepth)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
            {
                throw new JsonException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found a text with half of a surrogate pair at position {reader.TokenStartIndex}: {Shown(reader.ValueSpan)}. Send whole characters."));
            }
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        var buffer = ArrayPool<char>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(buffer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > 60 ? text[..60] : text);

    /// <summary>The word where reading stopped, if it is one by which other languages write a number that is none.</summary>
    private static string? NoNumberAt(ReadOnlySpan<byte> body, JsonException broken)
    {
        if (broken is not { LineNumber: { } line, BytePositionInLine: { } position })
        {
            return null;
        }

        for (; line > 0; line--)
        {
            body = body[(body.IndexOf((byte)'\n') + 1)..];
        }

        // The minus of -Infinity has been read already.
        var at = (int)Math.Min(position, body.Length);
        at -= at > 0 && body[at - 1] == '-' ? 1 : 0;
        var rest = body[at..];
        var length = rest.IndexOfAny(AfterAValue);
        var word = Encoding.UTF8.GetString(length < 0 ? rest : rest[..length]);
        return NoNumbers.Contains(word) ? word : null;
    }
}
