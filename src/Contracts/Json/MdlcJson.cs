using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mdlc.Contracts.Json;

/// <summary>
/// The one way a record of ours becomes JSON: camelCase names, enums as camelCase strings, <c>null</c> for what is not a finite number.
/// Histories, packages, the command line and the reports all use it, so a change here is a change of a persisted format.
/// </summary>
public static class MdlcJson
{
    /// <summary>Compact form, for payloads and files read by machines.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>Indented form, for files and output that a person may read.</summary>
    public static JsonSerializerOptions Pretty { get; } = Create(indented: true);

    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string SerializePretty<T>(T value) => JsonSerializer.Serialize(value, Pretty);

    /// <exception cref="JsonException">The text is not JSON of the type's shape, or is the literal null.</exception>
    public static T Deserialize<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Found null, expected a {typeof(T).Name}.");

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            WriteIndented = indented,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new FiniteDoubleConverter());
        return options;
    }

    /// <summary>NaN and the infinities have no JSON number: they are written as null, and null is read as NaN.</summary>
    private sealed class FiniteDoubleConverter : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
