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

    /// <summary>Writes it; an older one of ours is renewed.</summary>
    /// <returns>False: another file is there, and stays.</returns>
    public static bool TryWrite(string path)
    {
        if (File.Exists(path) && !IsOurs(File.ReadAllText(path)))
        {
            return false;
        }

        File.WriteAllText(path, Text);
        return true;
    }

    private static bool IsOurs(string text) => text == Text || (TryId(text) is { } id && id == TryId(Text));

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
