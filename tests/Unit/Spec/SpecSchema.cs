using System.Globalization;
using System.Text.Json.Nodes;
using Json.Schema;
using Mdlc.Spec;
using Mdlc.Tests.Shared;

namespace Mdlc.Unit.Tests.Spec;

/// <summary>The published schema, as validators and readers see it.</summary>
internal static class SpecSchema
{
    private static readonly string Text = Repository.ReadText("docs/schema/model.schema.json");

    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    public static JsonObject Document { get; } = JsonNode.Parse(Text)!.AsObject();

    public static bool Accepts(string yaml)
    {
        var problems = new SpecProblems();
        var node = SpecNodeParser.Parse(yaml, problems);
        Assert.Empty(problems.InOrder());
        return Schema.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(ToJson(node!))).IsValid;
    }

    /// <summary>Every key that the schema names, with its schema; an item is <c>[]</c>, a free name <c>*</c>.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Keys()
    {
        var keys = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        Collect(Document, "", keys);
        return keys;
    }

    /// <summary>Whether the mapping that holds the key demands it.</summary>
    public static bool IsRequired(string key) =>
        key is "apiVersion" or "model" or "task" or "label" or "source" or "expectations[].quarantine.maxShare"
            or "tune.space.parameters" or "tune.space.parameters[].name" or "tune.space.parameters[].parameterType" or "tune.space.parameters[].feasibleSpace"
            or "tune.space.parameters[].condition.param" or "tune.space.parameters[].condition.in"
            or "gate.champion.margin.standardErrors" or "triggers.schedule.cron" or "gate.champion.margin.atMost"
            or "evaluate.threshold.f1" or "evaluate.threshold.cost" or "evaluate.threshold.cost.fp" or "evaluate.threshold.cost.fn";

    private static void Collect(JsonObject schema, string path, SortedDictionary<string, JsonObject> keys)
    {
        foreach (var (name, value) in schema["properties"]?.AsObject() ?? [])
        {
            var key = path.Length == 0 ? name : $"{path}.{name}";
            keys[key] = value!.AsObject();
            Collect(value.AsObject(), key, keys);
        }

        if (schema["$ref"] is { } reference)
        {
            Collect(Document["$defs"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject(), path, keys);
        }

        if (schema["items"] is JsonObject items)
        {
            Collect(items, $"{path}[]", keys);
        }

        if (schema["additionalProperties"] is JsonObject any)
        {
            Collect(any, $"{path}.*", keys);
        }

        foreach (var alternative in schema["anyOf"]?.AsArray() ?? [])
        {
            Collect(alternative!.AsObject(), path, keys);
        }
    }

    /// <summary>As YAML 1.2's core schema has it, which is what editors validate.</summary>
    private static JsonNode? ToJson(SpecNode node) => node switch
    {
        SpecNode.Mapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, ToJson(e.Value)))),
        SpecNode.Sequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        SpecNode.Scalar { IsNull: true } => null,
        SpecNode.Scalar { IsPlain: true, Text: "true" or "false" } flag => JsonValue.Create(flag.Text == "true"),
        SpecNode.Scalar { IsPlain: true } number when decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) =>
            JsonValue.Create(value),
        _ => JsonValue.Create(((SpecNode.Scalar)node).Text),
    };
}
