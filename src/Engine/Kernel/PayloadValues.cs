using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace Mdlc.Engine.Kernel;

/// <summary>Payloads the server itself reads or writes.</summary>
internal static class PayloadValues
{
    private static readonly ByteString JsonEncoding = ByteString.CopyFromUtf8("json/plain");

    /// <summary>A JSON string, as the server's own messages are encoded.</summary>
    public static Payload Text(string value) => new()
    {
        Metadata = { ["encoding"] = JsonEncoding },
        Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(value, EngineJson.Default.String)),
    };

    /// <summary>A search attribute of type Bool.</summary>
    public static Payload Bool(bool value) => new()
    {
        Metadata = { ["encoding"] = JsonEncoding, ["type"] = ByteString.CopyFromUtf8("Bool") },
        Data = ByteString.CopyFromUtf8(value ? "true" : "false"),
    };

    /// <summary>A search attribute of type Keyword.</summary>
    public static Payload Keyword(string value)
    {
        var payload = Text(value);
        payload.Metadata["type"] = ByteString.CopyFromUtf8("Keyword");
        return payload;
    }

    /// <summary>A search attribute of type KeywordList.</summary>
    public static Payload KeywordList(IEnumerable<string> values) => new()
    {
        Metadata = { ["encoding"] = JsonEncoding, ["type"] = ByteString.CopyFromUtf8("KeywordList") },
        Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(values, EngineJson.Default.IEnumerableString)),
    };

    /// <summary>The memo of a new run: fields set to null, and a memo without fields, are left out.</summary>
    public static Memo? WithoutNulls(Memo? memo)
    {
        var kept = new Memo();
        foreach (var (name, value) in memo?.Fields ?? [])
        {
            if (!IsNull(value))
            {
                kept.Fields[name] = value;
            }
        }

        return kept.Fields.Count > 0 ? kept : null;
    }

    /// <summary>The search attributes of a new run: those set to null, and an empty set, are left out.</summary>
    public static SearchAttributes? WithoutNulls(SearchAttributes? attributes)
    {
        var kept = new SearchAttributes();
        foreach (var (name, value) in attributes?.IndexedFields ?? [])
        {
            if (!IsNull(value))
            {
                kept.IndexedFields[name] = value;
            }
        }

        return kept.IndexedFields.Count > 0 ? kept : null;
    }

    public static Payloads TextPayloads(string value) => new() { Payloads_ = { Text(value) } };

    /// <summary>Whether the payload stands for "remove this field": no data, null, or an empty list.</summary>
    public static bool IsNull(Payload payload)
    {
        if (payload.Data.IsEmpty)
        {
            return true;
        }

        if (payload.Metadata.TryGetValue("encoding", out var encoding) && encoding.ToStringUtf8() == "binary/null")
        {
            return true;
        }

        return payload.Data.Length <= 4 && Encoding.UTF8.GetString(payload.Data.Span) is "null" or "[]";
    }
}
