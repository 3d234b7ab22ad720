using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Comparing;

/// <summary>What runs and versions were made with and came to, side by side: what differs first.</summary>
internal static class ComparedRows
{
    private const string Parameters = "parameters";
    private const string Data = "data";
    private const string Metrics = "metrics";

    /// <summary>Of the spec: what says which rows are taken, and how they are read.</summary>
    private static readonly string[] OfData = ["source", "testSource", "time", "label", "positive", "split", "expectations", "ignore", "nullValues"];

    /// <summary>Who it is, which is not what it is made of.</summary>
    private static readonly string[] Names = ["project", "model"];

    public static IReadOnlyList<ComparedRow> Of(IReadOnlyList<Subject> subjects)
    {
        var each = subjects.Select(Facts).ToList();
        var keys = each.SelectMany(facts => facts.Select(fact => (fact.Group, fact.Name))).Distinct().ToList();
        var maps = each.Select(facts => facts.ToDictionary(fact => (fact.Group, fact.Name), fact => fact.Value)).ToList();
        var rows = keys.Select(key =>
        {
            var values = maps.Select(map => map.GetValueOrDefault(key)).ToList();
            return new ComparedRow(key.Group, key.Name, values, values.Distinct(StringComparer.Ordinal).Count() > 1);
        });
        return [.. rows.OrderByDescending(row => row.Differs).ThenBy(row => Array.IndexOf([Parameters, Data, Metrics], row.Group))];
    }

    private static List<(string Group, string Name, string? Value)> Facts(Subject subject)
    {
        var facts = new List<(string Group, string Name, string? Value)>();
        foreach (var (path, value) in Leaves(JsonSerializer.SerializeToNode(subject.Spec, MdlcJson.Options), ""))
        {
            var root = path.Split('.', '[')[0];
            if (!Names.Contains(root))
            {
                facts.Add((OfData.Contains(root) ? Data : Parameters, path, value));
            }
        }

        var (report, document) = (subject.Report, subject.Document);
        facts.AddRange((document?.Params ?? new Dictionary<string, double>()).Select(option => (Parameters, $"trained with {option.Key}", (string?)MetricText.Number(option.Value))));
        facts.Add((Data, "snapshot", report?.Snapshot is { } snapshot ? snapshot[..Math.Min(12, snapshot.Length)] : null));
        facts.Add((Data, "training rows", (document?.TrainRows ?? report?.Rows.Train)?.ToString(CultureInfo.InvariantCulture)));
        facts.Add((Data, "test rows", (document?.TestRows ?? report?.Rows.Test)?.ToString(CultureInfo.InvariantCulture)));
        facts.Add((Data, "quarantined rows", report?.Rows.Quarantined?.ToString(CultureInfo.InvariantCulture)));
        facts.Add((Data, "columns", document is { Columns.Count: > 0 } ? string.Join(", ", document.Columns.Select(column => $"{column.Name} {column.Type.ToString().ToLowerInvariant()}")) : null));
        facts.Add((Metrics, "verdict", report?.Verdict is { } verdict ? VerdictWords.Of(verdict, report.Judged) : null));
        var measured = document?.Metrics ?? (report?.Metrics ?? new Dictionary<string, double>()).Select(metric => new MetricValue { Name = metric.Key, Value = metric.Value });
        var deciding = document?.Metric ?? report?.Metric;
        facts.AddRange(measured
            .OrderByDescending(metric => metric.Name == deciding)
            .Select(metric => (Metrics, metric.Name, (string?)MetricText.Of(metric))));
        return facts.DistinctBy(fact => (fact.Group, fact.Name)).ToList();
    }

    /// <summary>Every value of a document by the way to it; what says nothing is left out.</summary>
    private static IEnumerable<(string Path, string Value)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray items when items.All(item => item is JsonValue) => items.Count == 0 ? [] : [(path, string.Join(", ", items.Select(item => item!.ToString())))],
        JsonArray items => items.SelectMany((item, i) => Leaves(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"))),
        null => [],
        _ => [(path, node.ToString())],
    };
}
