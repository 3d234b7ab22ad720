using System.Text.Json;

namespace Mdlc.Catalog.Metadata.Stored;

/// <summary>Values of a stored record's members, as they are written; any other is not plain.</summary>
internal static class StoredValues
{
    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new NotPlainException();

    public static string? TextOrNull(JsonElement value) => IsNull(value) ? null : Text(value);

    public static bool Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new NotPlainException(),
    };

    public static int Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw new NotPlainException();

    public static int? NumberOrNull(JsonElement value) => IsNull(value) ? null : Number(value);

    public static long Count(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : throw new NotPlainException();

    public static long? CountOrNull(JsonElement value) => IsNull(value) ? null : Count(value);

    public static double Measure(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var measure) ? measure : throw new NotPlainException();

    public static double? MeasureOrNull(JsonElement value) => IsNull(value) ? null : Measure(value);

    public static DateTimeOffset Moment(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var moment) ? moment : throw new NotPlainException();

    public static bool IsNull(JsonElement value) => value.ValueKind == JsonValueKind.Null;

    public static JsonElement.ObjectEnumerator Members(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new NotPlainException();

    public static List<T> List<T>(JsonElement value, Func<JsonElement, T> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new NotPlainException();
        }

        var list = new List<T>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
        {
            list.Add(read(element));
        }

        return list;
    }

    public static Dictionary<string, T> ByName<T>(JsonElement value, Func<JsonElement, T> read)
    {
        var byName = new Dictionary<string, T>();
        foreach (var member in Members(value))
        {
            byName[member.Name] = read(member.Value);
        }

        return byName;
    }
}
