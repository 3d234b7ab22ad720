using System.Text;
using Google.Protobuf;

namespace Mdlc.Engine.Histories;

/// <summary>Payloads the server itself reads or writes.</summary>
internal static class PayloadValues
{
    private static readonly ByteString JsonEncoding = ByteString.CopyFromUtf8("json/plain");

    /// <summary>A JSON string, as the server's own messages are encoded.</summary>
    public static Payload Text(string value) => new()
    {
        Metadata = { ["encoding"] = JsonEncoding },
        Data = ByteString.CopyFrom(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value)),
    };

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
