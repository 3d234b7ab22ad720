using System.Text.Json;
using System.Text.Json.Serialization;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Json;

namespace Mdlc.Contracts.Spec;

/// <summary>A field that two resolved specs have differently; defaults are fields like any others.</summary>
/// <param name="Path">Where, in the spec's keys, e.g. <c>train.params.learningRate</c>; <c>[2]</c> for the third of a list.</param>
/// <param name="From">The value before, as a person would write it; null: it was not there.</param>
/// <param name="To">The value after; null: it is gone.</param>
public sealed record SpecDifference(string Path, string? From, string? To)
{
    private static readonly JsonSerializerOptions Options = new(MdlcJson.Options) { Converters = { new DurationConverter() } };

    /// <param name="before">Null: there was none, and every field of the other is new.</param>
    /// <returns>In the order of the spec's keys; empty: no difference.</returns>
    public static IReadOnlyList<SpecDifference> Between(ModelSpec? before, ModelSpec after)
    {
        var (old, now) = (Fields(before), Fields(after));
        var names = now.Select(field => field.Path).Concat(old.Select(field => field.Path)).Distinct();
        var (olds, nows) = (ByPath(old), ByPath(now));
        return
        [
            .. names.Select(name => new SpecDifference(name, olds.GetValueOrDefault(name), nows.GetValueOrDefault(name)))
                .Where(difference => difference.From != difference.To),
        ];
    }

    public override string ToString() => $"{Path}: {From ?? "nothing"} → {To ?? "nothing"}";

    private static List<(string Path, string Value)> Fields(ModelSpec? spec)
    {
        var fields = new List<(string, string)>();
        if (spec is not null)
        {
            Add("", JsonSerializer.SerializeToElement(spec, Options), fields);
        }

        return fields;
    }

    /// <summary>A list of plain values is one field; entries of the user's own names are fields each.</summary>
    private static void Add(string path, JsonElement value, List<(string, string)> fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Add(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, fields);
                }

                break;
            case JsonValueKind.Array when value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array):
                foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                {
                    Add($"{path}[{index}]", item, fields);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                break;
            default:
                fields.Add((path, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()));
                break;
        }
    }

    private static Dictionary<string, string> ByPath(List<(string Path, string Value)> fields) =>
        fields.ToDictionary(field => field.Path, field => field.Value, StringComparer.Ordinal);

    private sealed class DurationConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A difference is only written.");

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(DurationText.Of(value));
    }
}
