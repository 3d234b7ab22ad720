using System.Text;
using System.Text.Json.Nodes;

namespace Mdlc.Starter.Listings;

/// <summary>
/// A document's rows as CSV: a column for each value that a row has at any depth, named by the way to it (<c>deciding.lower</c>). Lists are left as
/// JSON.
/// </summary>
internal static class CsvText
{
    public static string Of(JsonArray rows)
    {
        var flat = rows.Select(row => Flat(row!, "").ToList()).ToList();
        var names = flat.SelectMany(row => row.Select(cell => cell.Name)).Distinct(StringComparer.Ordinal).ToList();

        // A member that is an object in one row and nothing in another has no value of its own.
        names.RemoveAll(name => names.Any(other => other.StartsWith($"{name}.", StringComparison.Ordinal)));
        var text = new StringBuilder();
        Line(text, names);
        foreach (var row in flat)
        {
            var cells = row.ToDictionary(cell => cell.Name, cell => cell.Value, StringComparer.Ordinal);
            Line(text, names.Select(name => cells.GetValueOrDefault(name, "")));
        }

        return text.ToString();
    }

    private static IEnumerable<(string Name, string Value)> Flat(JsonNode? node, string name) => node switch
    {
        JsonObject members => members.SelectMany(member => Flat(member.Value, name.Length == 0 ? member.Key : $"{name}.{member.Key}")),
        null => [(name, "")],
        JsonValue value => [(name, value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString())],
        _ => [(name, node.ToJsonString())],
    };

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append('\n');

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
