using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Visibility.Attributes;

/// <summary>Search attribute payloads: JSON, whose type the registry knows and the metadata key <c>type</c> repeats.</summary>
public static class SearchAttributeCodec
{
    private const string EncodingKey = "encoding";
    private const string TypeKey = "type";

    /// <summary>Decodes to a string, long, double, bool, DateTimeOffset or string[]; null unsets the attribute.</summary>
    /// <remarks>A list of one value counts as that value, an empty list as null, as Temporal takes them from older SDKs.</remarks>
    public static bool TryDecode(Payload payload, IndexedValueType type, out object? value)
    {
        value = null;
        if (Encoding(payload) == "binary/null")
        {
            return true;
        }

        if (!TryParse(payload, out var json))
        {
            return false;
        }

        if (json.ValueKind == JsonValueKind.Null || TryDecodeOne(json, type, out value))
        {
            return true;
        }

        return json.ValueKind == JsonValueKind.Array && json.GetArrayLength() switch
        {
            0 => true,
            1 => json[0].ValueKind == JsonValueKind.Null || TryDecodeOne(json[0], type, out value),
            _ => false,
        };
    }

    /// <summary>A copy of the payload that says its type.</summary>
    public static Payload WithType(Payload payload, IndexedValueType type)
    {
        var typed = payload.Clone();
        SetType(typed, type);
        return typed;
    }

    /// <summary>Writes the type into the payload's metadata.</summary>
    internal static void SetType(Payload payload, IndexedValueType type) => payload.Metadata[TypeKey] = ByteString.CopyFromUtf8(type.ToString());

    public static Payload EncodeKeyword(string? value) => WithType(
        value is null
            ? new Payload { Metadata = { [EncodingKey] = ByteString.CopyFromUtf8("binary/null") } }
            : new Payload
            {
                Metadata = { [EncodingKey] = ByteString.CopyFromUtf8("json/plain") },
                Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(value, EngineJson.Default.String)),
            },
        IndexedValueType.Keyword);

    /// <summary>The value as Temporal's error messages print it.</summary>
    internal static string Describe(Payload payload) =>
        TryParse(payload, out var json) ? Describe(json) : $"value from <{payload}>";

    /// <summary>RFC 3339 with a zone; digits beyond 100 ns are dropped.</summary>
    internal static bool TryParseTime(string text, out DateTimeOffset time)
    {
        var fraction = text.IndexOf('.', StringComparison.Ordinal);
        if (fraction >= 0)
        {
            var end = fraction + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            text = end > fraction + 8 ? string.Concat(text.AsSpan(0, fraction + 8), text.AsSpan(end)) : text;
        }

        return DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static string Encoding(Payload payload) => payload.Metadata.TryGetValue(EncodingKey, out var encoding) ? encoding.ToStringUtf8() : "";

    private static bool TryParse(Payload payload, out JsonElement json)
    {
        json = default;
        if (Encoding(payload) is not ("json/plain" or "json/protobuf"))
        {
            return false;
        }

        try
        {
            json = JsonElement.Parse(payload.Data.Span);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryDecodeOne(JsonElement json, IndexedValueType type, out object? value)
    {
        value = type switch
        {
            IndexedValueType.Bool when json.ValueKind is JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            IndexedValueType.Int when json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) => number,
            IndexedValueType.Double when json.ValueKind == JsonValueKind.Number => json.GetDouble(),
            IndexedValueType.Datetime when json.ValueKind == JsonValueKind.String && TryParseTime(json.GetString()!, out var time) => time,
            IndexedValueType.Keyword or IndexedValueType.Text when json.ValueKind == JsonValueKind.String => json.GetString(),
            IndexedValueType.KeywordList when IsKeywordList(json) => json.EnumerateArray().Select(item => item.GetString() ?? "").ToArray(),
            _ => null,
        };
        return value is not null;
    }

    private static bool IsKeywordList(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array
        && json.GetArrayLength() > 0
        && json.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Null);

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "<nil>",
        JsonValueKind.Array => $"[{string.Join(' ', json.EnumerateArray().Select(Describe))}]",
        JsonValueKind.Object => $"map[{string.Join(' ', json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Describe(p.Value)}"))}]",
        _ => json.GetRawText(),
    };
}
