using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Mdlc.Engine.Http;

/// <summary>
/// JSON that somebody sent, read whole at once: .NET's nodes find out only when they are looked at, or written, that a string in them is no
/// text, or that a name stands twice.
/// </summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no JSON, or no text in UTF-8.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("it is not UTF-8");
        }

        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        RequireText(utf8);
        return JsonNode.Parse(utf8, documentOptions: Strict);
    }

    /// <summary>An escape such as \ud800 may be half of a character, which no text holds.</summary>
    private static void RequireText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
            {
                throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"the text at byte {reader.TokenStartIndex} has half of a surrogate pair"));
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
}
