using System.Text.Json;

namespace Mdlc.Spec;

/// <summary>
/// The JSON schema of <c>model.yaml</c>, by which an editor completes and checks it. It lies beside the spec: so it is found without a network,
/// moves with the spec, and is the one of the mdlc that wrote it.
/// </summary>
public static class PublishedSchema
{
    /// <summary>What it is called beside a spec.</summary>
    public const string FileName = "mdlc.schema.json";

    private const string Resource = "model.schema.json";

    public static string Text { get; } = Read();

    /// <summary>False: another file is there, and stays. An older one of ours may be renewed.</summary>
    public static bool MayStandAt(string path) => !File.Exists(path) || IsOurs(path);

    public static void Write(string path) => File.WriteAllText(path, Text);

    /// <summary>Told without reading what is no such file: a device may have no end.</summary>
    private static bool IsOurs(string path) =>
        new FileInfo(path).Length is > 0 and <= SpecLoader.MaxBytes && TryId(File.ReadAllText(path)) is { } id && id == TryId(Text);

    private static string? TryId(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("$id", out var id) ? id.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Read()
    {
        using var stream = typeof(PublishedSchema).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
