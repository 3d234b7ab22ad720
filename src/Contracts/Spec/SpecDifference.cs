using System.Text.Json;
using Mdlc.Contracts.Json;

namespace Mdlc.Contracts.Spec;

/// <summary>A field that two specs have differently.</summary>
/// <param name="Path">Where, in the words of model.yaml's resolved form, e.g. <c>train.params.learningRate</c>; <c>[2]</c> for the third of a list.</param>
/// <param name="From">The value before, as JSON; null: the field was not there.</param>
/// <param name="To">The value after, as JSON; null: the field is gone.</param>
public sealed record SpecDifference(string Path, string? From, string? To)
{
    /// <summary>Every field that differs, in the order of the fields; a list or map of which one side has nothing is one difference. Empty: the specs are the same.</summary>
    public static IReadOnlyList<SpecDifference> Between(ModelSpec before, ModelSpec after)
    {
        var differences = new List<SpecDifference>();
        Compare("", JsonSerializer.SerializeToElement(before, MdlcJson.Options), JsonSerializer.SerializeToElement(after, MdlcJson.Options), differences);
        return differences;
    }

    public override string ToString() => $"{Path}: {From ?? "nothing"} → {To ?? "nothing"}";

    private static void Compare(string path, JsonElement before, JsonElement after, List<SpecDifference> differences)
    {
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in before.EnumerateObject().Select(p => p.Name).Union(after.EnumerateObject().Select(p => p.Name), StringComparer.Ordinal))
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", Member(before, name), Member(after, name), differences);
            }
        }
        else if (before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array && before.GetArrayLength() == after.GetArrayLength())
        {
            foreach (var (index, (old, now)) in before.EnumerateArray().Zip(after.EnumerateArray()).Index())
            {
                Compare($"{path}[{index}]", old, now, differences);
            }
        }
        else if (!JsonElement.DeepEquals(before, after))
        {
            differences.Add(new(path, Text(before), Text(after)));
        }
    }

    /// <summary>What is not there is like what is null: a member that came with a later version is no difference.</summary>
    private static JsonElement Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member : Null;

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();

    private static JsonElement Null { get; } = JsonSerializer.SerializeToElement<object?>(null);
}
