using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Mdlc.Engine.Http;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>Messages and payloads as text that people can read.</summary>
internal static class PayloadText
{
    private const int MostCharacters = 20_000;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A message as indented JSON, with its payloads as the JSON that they hold.</summary>
    public static string Of(IMessage message) => Shorten(ProtoJson.Format(message, shorthand: true).ToJsonString(Readable));

    /// <summary>One value: a text without quotes, other JSON as JSON, anything else by its kind and size.</summary>
    public static string Of(Payload? payload) => payload is null ? "" : Read(payload) switch
    {
        null => "null",
        JsonValue value when value.TryGetValue<string>(out var text) => Shorten(text),
        var json => Shorten(json.ToJsonString(Readable)),
    };

    /// <summary>One value on one line.</summary>
    public static string Line(Payload? payload) => payload is null ? "" : Read(payload) switch
    {
        null => "null",
        JsonValue value when value.TryGetValue<string>(out var text) => Shorten(text),
        var json => Shorten(json.ToJsonString(new JsonSerializerOptions(Readable) { WriteIndented = false })),
    };

    private static JsonNode? Read(Payload payload)
    {
        var encoding = payload.Metadata.TryGetValue("encoding", out var name) ? name.ToStringUtf8() : "";
        try
        {
            return encoding switch
            {
                "binary/null" => null,
                _ when encoding.StartsWith("json/", StringComparison.Ordinal) => JsonNode.Parse(payload.Data.Span),
                _ => JsonValue.Create($"({(encoding.Length > 0 ? encoding : "no encoding")}, {payload.Data.Length} bytes)"),
            };
        }
        catch (JsonException)
        {
            return JsonValue.Create(Encoding.UTF8.GetString(payload.Data.Span));
        }
    }

    private static string Shorten(string text) => text.Length <= MostCharacters
        ? text
        : $"{text[..MostCharacters]}\n… and {text.Length - MostCharacters} characters more; the downloaded history has them all.";
}
