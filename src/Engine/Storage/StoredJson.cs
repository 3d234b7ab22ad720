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

    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public static T Get<T>(this JsonObject json, string name) => json.Get(name).GetValue<T>();

    public static T? GetOrNull<T>(this JsonObject json, string name)
        where T : struct =>
        json[name]?.GetValue<T>();

    public static byte[] GetBytes(this JsonObject json, string name) => Convert.FromBase64String(json.Get<string>(name));

    public static T GetMessage<T>(this JsonObject json, string name)
        where T : IMessage<T>, new() =>
        Message<T>(json.Get(name));

    public static T? GetMessageOrNull<T>(this JsonObject json, string name)
        where T : class, IMessage<T>, new() =>
        json[name] is { } node ? Message<T>(node) : null;

    /// <summary>Empty where there is no such property.</summary>
    public static List<T> GetMessages<T>(this JsonObject json, string name)
        where T : IMessage<T>, new() =>
        [.. (json[name] as JsonArray ?? []).Select(node => Message<T>(node ?? throw new JsonException($"'{name}' has a null")))];

    private static T Message<T>(JsonNode node)
        where T : IMessage<T>, new() =>
        new MessageParser<T>(static () => new T()).ParseFrom(Convert.FromBase64String(node.GetValue<string>()));
}
