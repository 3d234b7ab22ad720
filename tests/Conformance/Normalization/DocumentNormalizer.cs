using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.ErrorDetails.V1;

namespace Mdlc.Conformance.Tests.Normalization;

/// <summary>Turns messages of one scenario run into JSON that two servers, and two runs, can be compared by.</summary>
/// <param name="marker">What makes the ids of this run unique; cut out of every text.</param>
internal sealed partial class DocumentNormalizer(string marker)
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(MessageReflection.Descriptor, Temporalio.Api.Update.V1.MessageReflection.Descriptor)));

    private static readonly Dictionary<string, NormalizationRule> Rules =
        NormalizationRules.All.SelectMany(rule => rule.Fields, (rule, field) => (field, rule)).ToDictionary(p => p.field, p => p.rule);

    private readonly Dictionary<string, string> _uuids = new(StringComparer.Ordinal);

    public JsonNode Normalize(IMessage message) => Node(JsonNode.Parse(Formatter.Format(message)))!;

    public JsonNode Normalize(JsonNode json) => Node(json)!;

    public JsonArray NormalizeAll(IEnumerable<IMessage> messages) => new(messages.Select(Normalize).ToArray());

    public string Text(string text)
    {
        var unmarked = text.Replace(marker, "", StringComparison.Ordinal);
        var untimed = Timestamp().Replace(unmarked, "<time>");
        return Uuid().Replace(untimed, match => NameOf(match.Value.Replace("-", "", StringComparison.Ordinal)));
    }

    private JsonNode? Node(JsonNode? node) => node switch
    {
        JsonObject payload when IsPayload(payload) => Payload(payload),
        JsonObject map => Object(map),
        JsonArray array => new JsonArray(array.Select(Node).ToArray()),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };

    private JsonObject Object(JsonObject map)
    {
        var normalized = new JsonObject();
        foreach (var (key, value) in map)
        {
            var node = Rules.TryGetValue(key, out var rule) && value is not null ? rule.Apply(value) : Node(value);
            if (node is not null)
            {
                normalized.Add(Text(key), node);
            }
        }

        return normalized;
    }

    private static bool IsPayload(JsonObject map) =>
        map.ContainsKey("metadata") && map.All(p => p.Key is "metadata" or "data" or "externalPayloads") && map["metadata"] is JsonObject metadata
        && (metadata.Count == 0 || metadata.ContainsKey("encoding"));

    /// <summary>Payloads become readable: metadata as text, data as the JSON or text that it is.</summary>
    private JsonObject Payload(JsonObject payload)
    {
        var readable = new JsonObject();
        foreach (var (key, value) in payload["metadata"]!.AsObject().OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            readable.Add(key, Text(Decode(value)));
        }

        if (payload.ContainsKey("data"))
        {
            readable.Add("data", Data(Decode(payload["data"])));
        }

        return readable;
    }

    private JsonNode? Data(string text)
    {
        try
        {
            return Node(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return Text(text);
        }
    }

    private static string Decode(JsonNode? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64!.GetValue<string>()));

    private string NameOf(string uuid)
    {
        if (!_uuids.TryGetValue(uuid, out var name))
        {
            name = $"uuid-{_uuids.Count + 1}";
            _uuids.Add(uuid, name);
        }

        return name;
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0000 UTC)?")]
    private static partial Regex Timestamp();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();
}
