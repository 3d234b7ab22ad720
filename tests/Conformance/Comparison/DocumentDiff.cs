using System.Text;
using System.Text.Json.Nodes;

namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>Compares what two servers recorded and says where they differ, for a reader of a test log.</summary>
internal static class DocumentDiff
{
    private const int MostLines = 60;

    /// <summary>Null when equal; else one line per difference: document, event, path, our value, theirs.</summary>
    public static string? Describe(ScenarioDocument ours, ScenarioDocument theirs)
    {
        var lines = new List<string>();
        foreach (var name in theirs.Root.Select(d => d.Key).Union(ours.Root.Select(d => d.Key)))
        {
            Compare(name, ours.Root[name], theirs.Root[name], lines);
        }

        return lines.Count == 0 ? null : Text(lines);
    }

    private static string Text(List<string> lines)
    {
        var text = new StringBuilder().AppendLine("The engine differs from the real server (path: ours | theirs):");
        foreach (var line in lines.Take(MostLines))
        {
            text.AppendLine(line);
        }

        return lines.Count > MostLines ? text.Append("… and more: ").Append(lines.Count - MostLines).AppendLine().ToString() : text.ToString();
    }

    private static void Compare(string document, JsonNode? ours, JsonNode? theirs, List<string> lines)
    {
        if (IsHistory(ours) && IsHistory(theirs))
        {
            CompareHistories(document, ours!.AsArray(), theirs!.AsArray(), lines);
        }
        else
        {
            CompareNodes(document, ours, theirs, lines);
        }
    }

    private static bool IsHistory(JsonNode? node) => node is JsonArray { Count: > 0 } array && array[0] is JsonObject first && first.ContainsKey("eventType");

    /// <summary>
    /// Where the sequence of types differs, both sequences stand side by side and attributes are compared only before the first
    /// divergence: behind it every line would be noise.
    /// </summary>
    private static void CompareHistories(string document, JsonArray ours, JsonArray theirs, List<string> lines)
    {
        var ourTypes = Types(ours);
        var theirTypes = Types(theirs);
        var same = ourTypes.Zip(theirTypes).TakeWhile(pair => pair.First == pair.Second).Count();
        for (var i = 0; i < same; i++)
        {
            CompareNodes($"{document}: event {i + 1} {ourTypes[i]}", ours[i], theirs[i], lines);
        }

        if (same == Math.Max(ours.Count, theirs.Count))
        {
            return;
        }

        lines.Add($"{document}: the sequence of events differs from event {same + 1} on:");
        for (var i = 0; i < Math.Max(ours.Count, theirs.Count); i++)
        {
            var (our, their) = (ourTypes.ElementAtOrDefault(i) ?? "-", theirTypes.ElementAtOrDefault(i) ?? "-");
            lines.Add($"  {(our == their ? ' ' : '≠')} {i + 1,3}  {our,-45} | {their}");
        }

        if (same < ours.Count)
        {
            lines.Add($"  our event {same + 1}: {ours[same]!.ToJsonString()}");
        }

        if (same < theirs.Count)
        {
            lines.Add($"  their event {same + 1}: {theirs[same]!.ToJsonString()}");
        }
    }

    private static string[] Types(JsonArray history) =>
        history.Select(e => e!["eventType"]!.GetValue<string>().Replace("EVENT_TYPE_", "", StringComparison.Ordinal)).ToArray();

    private static void CompareNodes(string path, JsonNode? ours, JsonNode? theirs, List<string> lines)
    {
        switch (ours, theirs)
        {
            case (JsonObject our, JsonObject their):
                foreach (var key in their.Select(p => p.Key).Union(our.Select(p => p.Key)))
                {
                    CompareNodes($"{path}.{key}", our[key], their[key], lines);
                }

                break;
            case (JsonArray our, JsonArray their):
                for (var i = 0; i < Math.Max(our.Count, their.Count); i++)
                {
                    CompareNodes($"{path}[{i}]", our.ElementAtOrDefault(i), their.ElementAtOrDefault(i), lines);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(ours, theirs))
                {
                    lines.Add($"{path}: {Show(ours)} | {Show(theirs)}");
                }

                break;
        }
    }

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "(absent)";
}
