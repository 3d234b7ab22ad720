using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Mdlc.Engine.Http;

/// <summary>
/// Payloads as people write them. A payload of encoding <c>json/plain</c>, or <c>json/protobuf</c> with its type named inside, stands as
/// that JSON; <c>Payloads</c> stand as an array. All others keep their full form: metadata and data in base64.
/// </summary>
internal static class PayloadShorthand
{
    private const string MessageTypeKey = "_protoMessageType";
    private const string Plain = "json/plain";
    private const string Protobuf = "json/protobuf";
    private const string Null = "binary/null";

    /// <summary>Replaces each full payload in the JSON of a message that has a shorthand.</summary>
    public static JsonNode Shorten(JsonNode json, MessageDescriptor type) => new Walk(ShortPayload, ShortList).Message(json, type)!;

    /// <summary>Replaces each shorthand in the JSON of a message by the full payload that it means.</summary>
    public static JsonNode Expand(JsonNode json, MessageDescriptor type) => new Walk(FullPayload, FullList).Message(json, type)!;

    /// <summary>A list of payloads that all have a shorthand, null among them, is an array of them; any other keeps its name.</summary>
    private static JsonNode ShortList(JsonNode? list)
    {
        var payloads = list?["payloads"] as JsonArray ?? [];
        var shortened = new JsonArray(payloads.Select(payload => ShortPayload(payload)).ToArray());
        return payloads.All(payload => IsNull(payload) || HasShorthand(payload)) ? shortened : new JsonObject { ["payloads"] = shortened };
    }

    private static JsonNode? ShortPayload(JsonNode? payload)
    {
        try
        {
            return HasShorthand(payload) ? Short(payload!) : payload?.DeepClone();
        }
        catch (JsonException)
        {
            // Its encoding promises JSON and it is none: the full form shows what is there.
            return payload!.DeepClone();
        }
    }

    private static JsonNode? Short(JsonNode payload)
    {
        var json = JsonText.Parse(Bytes(payload["data"]));
        return MessageType(payload) is { Length: > 0 } type ? Named(json as JsonObject ?? throw new JsonException(), type) : json;
    }

    private static bool IsNull(JsonNode? payload) => Text(payload?["metadata"]?["encoding"]) == Null;

    /// <summary>What the short form cannot say, it must not lose: other metadata keep a payload in its full form.</summary>
    private static bool HasShorthand(JsonNode? payload) => payload?["metadata"] is JsonObject metadata && (Text(metadata["encoding"]), metadata.Count) switch
    {
        (Plain, 1) => true,
        (Protobuf, 2) => MessageType(payload).Length > 0,
        _ => false,
    };

    private static string MessageType(JsonNode payload) => Text(payload["metadata"]!["messageType"]);

    private static JsonObject Named(JsonObject message, string type)
    {
        message[MessageTypeKey] = type;
        return message;
    }

    private static JsonNode? FullList(JsonNode? list) =>
        list is JsonArray payloads ? new JsonObject { ["payloads"] = new JsonArray(payloads.Select(FullPayload).ToArray()) } : list?.DeepClone();

    private static JsonNode? FullPayload(JsonNode? value)
    {
        if (IsFull(value))
        {
            return value!.DeepClone();
        }

        if (value is null)
        {
            return Payload((Null, null), null);
        }

        if (value is JsonObject message && message[MessageTypeKey] is JsonValue name && name.GetValueKind() == JsonValueKind.String)
        {
            var rest = (JsonObject)message.DeepClone();
            rest.Remove(MessageTypeKey);
            return Payload((Protobuf, name.GetValue<string>()), rest.ToJsonString());
        }

        return Payload((Plain, null), value.ToJsonString());
    }

    /// <summary>Full payloads have metadata, and data unless they stand for null, and nothing else; every text in them is base64.</summary>
    private static bool IsFull(JsonNode? value) =>
        value is JsonObject { Count: 1 or 2 } payload
        && payload["metadata"] is JsonObject { Count: > 0 } metadata
        && metadata.All(static pair => IsBase64(pair.Value))
        && (payload.Count == 2 ? IsBase64(payload["data"]) : Text(metadata["encoding"]) == Null);

    private static JsonObject Payload((string Encoding, string? MessageType) metadata, string? data)
    {
        var payload = new JsonObject { ["metadata"] = new JsonObject { ["encoding"] = Base64(metadata.Encoding) } };
        if (metadata.MessageType is { } type)
        {
            payload["metadata"]!["messageType"] = Base64(type);
        }

        if (data is not null)
        {
            payload["data"] = Base64(data);
        }

        return payload;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static bool IsBase64(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static string Text(JsonNode? base64) => Encoding.UTF8.GetString(Bytes(base64));

    private static byte[] Bytes(JsonNode? base64) => base64 is null ? [] : Convert.FromBase64String(base64.GetValue<string>());

    /// <summary>Copies the JSON of a message, with all payloads in it changed.</summary>
    private readonly record struct Walk(Func<JsonNode?, JsonNode?> OnPayload, Func<JsonNode?, JsonNode?> OnPayloads)
    {
        public JsonNode? Message(JsonNode? json, MessageDescriptor type)
        {
            if (type == Temporalio.Api.Common.V1.Payload.Descriptor)
            {
                return OnPayload(json);
            }

            if (type == Payloads.Descriptor)
            {
                return OnPayloads(json);
            }

            if (json is not JsonObject map || type.File.Package == "google.protobuf")
            {
                return json?.DeepClone();
            }

            var copy = new JsonObject();
            foreach (var (name, value) in map)
            {
                var field = type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name || field.Name == name);
                copy[name] = field is null ? value?.DeepClone() : Field(value, field);
            }

            return copy;
        }

        private JsonNode? Field(JsonNode? json, FieldDescriptor field)
        {
            var walk = this;
            return field switch
            {
                { IsMap: true } when json is JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, walk.Value(pair.Value, field.MessageType.FindFieldByNumber(2))))),
                { IsRepeated: true } when json is JsonArray list => new JsonArray(list.Select(item => walk.Value(item, field)).ToArray()),
                { IsRepeated: false } when json is not null => Value(json, field),
                _ => json?.DeepClone(),
            };
        }

        private JsonNode? Value(JsonNode? json, FieldDescriptor field) =>
            field.FieldType == FieldType.Message ? Message(json, field.MessageType) : json?.DeepClone();
    }
}
