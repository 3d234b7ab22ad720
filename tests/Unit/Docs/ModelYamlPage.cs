using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mdlc.Unit.Tests.Spec;

namespace Mdlc.Unit.Tests.Docs;

/// <summary>Writes the reference of model.yaml from its schema.</summary>
internal static class ModelYamlPage
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Mappings = ["source", "transform", "expectations", "split", "train", "tune", "evaluate", "gate", "deploy", "monitor", "triggers", "limits", "about"];

    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # model.yaml

            <!-- Made from docs/schema/model.schema.json by tests/Unit/Docs/ModelYamlPageTests.cs, which says how to renew it. Do not edit it by hand. -->

            Every key that a spec may have. Those marked "required" must be there; every other one has the default that stands here. `mdlc init` writes a first
            spec, `mdlc schema` prints the schema that this page is made from, and an editor with a YAML language server completes and checks a spec whose
            first line names it (`# yaml-language-server: $schema=mdlc.schema.json`).

            YAML's guesses do not count: `no`, `1.0` and `2024-01-01` are text where text belongs. Anchors, aliases and tags are refused.

            ## Of the whole spec


            """);
        var roots = SpecSchema.Document["properties"]!.AsObject();
        Assert.Equal(roots.Where(root => Kind(root.Value!.AsObject()) is "mapping").Select(root => root.Key).Concat(["expectations", "gate"]).Order(), Mappings.Order());
        Table(page, roots.Where(root => !Mappings.Contains(root.Key)).Select(root => Row(root.Key, root.Value!.AsObject())));
        foreach (var key in Mappings)
        {
            var schema = roots[key]!.AsObject();
            page.Append(CultureInfo.InvariantCulture, $"\n## {key}\n\n{schema["description"]}{(IsRequired(key) ? " Required." : key == "gate" ? " The default is `none`." : " It may be left out.")}\n\n");
            Table(page, Beneath(key, schema));
        }

        page.Append("\n## What depends on the task\n\n| task | `train.trainer` | `evaluate.metric`, and the names in `gate.limits` |\n|---|---|---|\n");
        foreach (var rule in SpecSchema.Document["allOf"]!.AsArray())
        {
            if (rule!["if"]!["properties"]?["task"]?["const"] is { } task)
            {
                var then = rule["then"]!["properties"]!;
                var (trainers, metrics) = (then["train"]!["properties"]!["trainer"]!["enum"]!.AsArray(), then["evaluate"]!["properties"]!["metric"]!["enum"]!.AsArray());
                page.Append(CultureInfo.InvariantCulture, $"| {task} | {Choices(trainers)} | {Choices(metrics)} |\n");
            }
        }

        return page.Append("\nThe options of each trainer (`train.params`), with their defaults: [training](training.md#trainers).\n").ToString();
    }

    private static IEnumerable<string> Beneath(string path, JsonObject schema)
    {
        foreach (var (name, value) in schema["properties"]?.AsObject() ?? [])
        {
            var (key, inner) = ($"{path}.{name}", value!.AsObject());
            yield return Row(key, inner);
            foreach (var row in key == "split.file" ? [] : Beneath(key, inner))
            {
                yield return row;
            }
        }

        var alternatives = (schema["anyOf"]?.AsArray() ?? []).Select(one => (Path: path, Schema: one));
        foreach (var (inner, one) in alternatives.Append(($"{path}[]", schema["items"])).Append(($"{path}.NAME", schema["additionalProperties"])))
        {
            foreach (var row in one is JsonObject some ? Beneath(inner, Resolved(some)) : [])
            {
                yield return row;
            }
        }
    }

    private static void Table(StringBuilder page, IEnumerable<string> rows)
    {
        page.Append("| key | what may stand there | default | |\n|---|---|---|---|\n");
        foreach (var row in rows.Distinct())
        {
            page.Append(row);
        }
    }

    private static string Row(string key, JsonObject schema)
    {
        var byDefault = IsRequired(key) ? "required" : schema.TryGetPropertyValue("default", out var value) ? Default(value) : "";
        var said = $"{schema["description"]}{(key == "split.file" ? " Its keys are those of source, but for arrivals." : "")}";
        return $"| `{key}` | {Cell(Values(schema))} | {Cell(byDefault)} | {Cell(said)} |\n";
    }

    private static bool IsRequired(string key) => SpecSchema.IsRequired(key);

    private static string Default(JsonNode? value) => value switch
    {
        null => "`null`",
        JsonObject { Count: 0 } => "",
        _ => $"`{value.ToJsonString(Plain)}`",
    };

    private static string Kind(JsonObject schema) => schema["type"] switch
    {
        JsonArray types when types.Any(type => (string?)type == "object") => "mapping",
        JsonValue type when (string?)type == "object" => "mapping",
        _ => "",
    };

    private static string Values(JsonObject schema)
    {
        if (schema["const"] is { } constant)
        {
            return $"`{constant}`";
        }

        if (schema["enum"] is JsonArray choices)
        {
            return Choices(choices);
        }

        if (schema["$ref"] is { } reference)
        {
            return Word((string)reference!);
        }

        if (schema["allOf"] is JsonArray together)
        {
            return Values(together.Select(one => one!.AsObject()).First(one => one.ContainsKey("$ref")));
        }

        if (schema["anyOf"] is JsonArray alternatives)
        {
            return string.Join(", or ", alternatives.Select(one => Values(one!.AsObject())).Where(word => word.Length > 0).Distinct());
        }

        return string.Join(", or ", (schema["type"] is JsonArray types ? types.Select(type => (string)type!) : [(string?)schema["type"] ?? ""])
            .Select(type => Type(type, schema)).Where(word => word.Length > 0));
    }

    private static string Type(string type, JsonObject schema) => type switch
    {
        "boolean" => "`true`, `false`",
        "integer" => $"whole number{Range(schema)}",
        "number" => $"number{Range(schema)}",
        "string" when (int?)schema["maxLength"] == 1 => "one character, or none",
        "string" => "text",
        "array" => "list",
        "object" when schema["additionalProperties"] is JsonObject any => $"mapping of names: {Values(any)}",
        "object" => "mapping",
        _ => "",
    };

    private static string Range(JsonObject schema)
    {
        var (from, to) = (schema["minimum"], schema["maximum"]);
        var (above, below) = (schema["exclusiveMinimum"], schema["exclusiveMaximum"]);
        var low = from is not null ? $" from {from}" : above is not null ? $" above {above}" : "";
        var high = to is not null && to.ToString() != "2147483647" ? $" to {to}" : below is not null ? $" below {below}" : "";
        return low.Length > 0 && high.StartsWith(" below", StringComparison.Ordinal) ? $"{low} and{high}" : low + high;
    }

    private static string Word(string reference) => reference.Split('/')[^1] switch
    {
        "name" => "name: up to 63 of `a-z`, `0-9`, `-`, `_`, `.`",
        "text" => "text",
        "numberOrText" => "number, also in quotes",
        "texts" => "list of texts",
        "cell" => "text, also empty",
        "cells" => "list of texts, also empty",
        "columnCells" => "mapping of columns: list of texts",
        "limit" => "mapping",
        "margin" => "number, or a share such as `1%`",
        var other => throw new InvalidOperationException($"The schema has a definition '{other}' that this page has no word for; give it one."),
    };

    private static JsonObject Resolved(JsonObject schema) =>
        schema["$ref"] is { } reference ? SpecSchema.Document["$defs"]![((string)reference!).Split('/')[^1]]!.AsObject() : schema;

    private static string Choices(JsonArray choices) => string.Join(", ", choices.Where(choice => choice is not null).Select(choice => $"`{choice}`"));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
