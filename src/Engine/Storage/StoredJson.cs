using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Mdlc.Engine.Storage;

/// <summary>
/// Reads and writes what is kept as JSON. Protobuf messages stand in it as base64 of their binary form: what a newer client sent beside
/// what we know is kept. Nothing is found by reflection, which a native build does not have.
/// </summary>
internal static class StoredJson
{
    /// <exception cref="JsonException">The data is not the JSON of an object.</exception>
    public static JsonObject Parse(byte[] data) => JsonNode.Parse(data) as JsonObject ?? throw new JsonException("expected an object");

    public static byte[] ToUtf8Bytes(JsonObject json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            json.WriteTo(writer);
        }

        return stream.ToArray();
    }

    public static JsonNode? Of(IMessage? message) => message is null ? null : Of(message.ToByteArray());

    public static JsonNode Of(byte[] bytes) => Convert.ToBase64String(bytes);

    public static JsonArray OfAll(IEnumerable<IMessage> messages) => [.. messages.Select(Of)];

    /// <exception cref="JsonException">There is no such property, or it is null.</exception>
    public static JsonNode Get(this JsonObject json, string name) => json[name] ?? throw new JsonException($"'{name}' is missing");

    /// <exception cref="JsonException">There is no such property, or it is of another type.</exception>
    public static T Get<T>(this JsonObject json, string name) => Value<T>(json.Get(name), name);

    /// <exception cref="JsonException">There is no such property, or it is no array.</exception>
    public static JsonArray GetArray(this JsonObject json, string name) => json[name] as JsonArray ?? throw new JsonException($"'{name}' is no array");

    public static T? GetOrNull<T>(this JsonObject json, string name)
        where T : struct =>
        json[name] is { } node ? Value<T>(node, name) : null;

    public static byte[] GetBytes(this JsonObject json, string name) => Convert.FromBase64String(json.Get<string>(name));

    public static T GetMessage<T>(this JsonObject json, string name)
        where T : IMessage<T>, new() =>
        Message<T>(json.Get(name), name);

    public static T? GetMessageOrNull<T>(this JsonObject json, string name)
        where T : class, IMessage<T>, new() =>
        json[name] is { } node ? Message<T>(node, name) : null;

    /// <summary>Empty where there is no such property.</summary>
    public static List<T> GetMessages<T>(this JsonObject json, string name)
        where T : IMessage<T>, new() =>
        [.. (json[name] as JsonArray ?? []).Select(node => Message<T>(node, name))];

    private static T Value<T>(JsonNode? node, string name) =>
        node is JsonValue value && value.TryGetValue<T>(out var found) ? found : throw new JsonException($"'{name}' is no {typeof(T).Name}");

    private static T Message<T>(JsonNode? node, string name)
        where T : IMessage<T>, new()
    {
        var message = new T();
        message.MergeFrom(Convert.FromBase64String(Value<string>(node, name)));
        return message;
    }
}
