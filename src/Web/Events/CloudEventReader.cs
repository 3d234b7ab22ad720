using System.Text.Json;
using Mdlc.Contracts.Json;
using Mdlc.Http;
using Mdlc.Web.Problems;
using Mdlc.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Mdlc.Web.Events;

/// <summary>Reads CloudEvents 1.0 from a request: structured, binary, or a batch.</summary>
internal static class CloudEventReader
{
    public const int MostInABatch = 100;

    private const string Structured = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";
    private const string Json = "application/json";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <param name="vouched">What the sender stands for; where that is the body alone, attributes in headers are nobody's.</param>
    /// <returns>At least one event.</returns>
    /// <exception cref="WebhookProblem">The content type is not an event's, or the content is not what it says.</exception>
    public static IReadOnlyList<CloudEvent> Read(IHeaderDictionary headers, string? contentType, ReadOnlyMemory<byte> body, Vouched vouched)
    {
        var media = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed : null;
        if (media?.Charset is { Length: > 0 } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw WebhookProblem.UnsupportedMediaType($"Found charset {BoundedText.Of(charset.ToString())}, expected utf-8.");
        }

        return media?.MediaType.Value?.ToLowerInvariant() switch
        {
            Structured => [FromJson(Parse(body))],
            Batch => FromBatch(Parse(body)),
            _ when vouched == Vouched.Body && headers.ContainsKey("ce-specversion") => throw WebhookProblem.Unauthorized(
                $"Found a signed event with its attributes in headers, which the signature does not cover; sign it as {Structured}, or send it with a bearer token."),
            var other when headers.ContainsKey("ce-specversion") => [FromHeaders(headers, other, body)],
            var other => throw WebhookProblem.UnsupportedMediaType(
                $"Found {(other is null ? "no content type" : BoundedText.Of(other))} without ce-specversion, expected {Structured}, {Batch}, or {Json} with the headers ce-specversion, ce-id, ce-source and ce-type."),
        };
    }

    private static List<CloudEvent> FromBatch(JsonElement batch) =>
        batch.ValueKind == JsonValueKind.Array && batch.GetArrayLength() is > 0 and <= MostInABatch
            ? [.. batch.EnumerateArray().Select(FromJson)]
            : throw WebhookProblem.BadEvent($"Found no array of 1 to {MostInABatch} events.");

    private static CloudEvent FromJson(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            throw WebhookProblem.BadEvent($"Found JSON {content.ValueKind.ToString().ToLowerInvariant()}, expected an object with the event's attributes.");
        }

        if (content.TryGetProperty("data_base64", out _))
        {
            throw WebhookProblem.BadEvent("Found data_base64, expected data as JSON.");
        }

        return new CloudEventAttributes(name => Attribute(content, name)).Make(content.TryGetProperty("data", out var data) ? data : null);
    }

    private static string? Attribute(JsonElement content, string name) =>
        !content.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw WebhookProblem.BadEvent($"Found an attribute {name} that is JSON {value.ValueKind.ToString().ToLowerInvariant()}, expected a string.");

    private static CloudEvent FromHeaders(IHeaderDictionary headers, string? mediaType, ReadOnlyMemory<byte> body)
    {
        if (body.Length > 0 && mediaType != Json && mediaType?.EndsWith("+json", StringComparison.Ordinal) != true)
        {
            throw WebhookProblem.UnsupportedMediaType($"Found data of type {BoundedText.Of(mediaType ?? "unknown")}, expected {Json}.");
        }

        return new CloudEventAttributes(name => Header(headers, name)).Make(body.Length > 0 ? Parse(body) : null);
    }

    /// <summary>Headers are ASCII: the HTTP binding writes other characters as percent-encoded UTF-8.</summary>
    private static string? Header(IHeaderDictionary headers, string name) => headers[$"ce-{name}"] switch
    {
        [] => null,
        [{ } one] => PercentEncoding.Decode(one)
            ?? throw WebhookProblem.BadEvent($"Found the header ce-{name}: {BoundedText.Of(one)}, expected each % to begin an escaped byte of UTF-8, and % itself to be %25."),
        _ => throw WebhookProblem.BadEvent($"Found the header ce-{name} more than once."),
    };

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = ReceivedJson.Parse(body, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw WebhookProblem.BadEvent($"The body is not JSON in UTF-8: {broken.Message}");
        }
    }
}
