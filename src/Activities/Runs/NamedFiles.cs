using System.Text.Json;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Activities.Runs;

/// <summary>The artifacts that a document names, wherever in it: objects of <c>uri</c>, <c>sha256</c> and <c>bytes</c>.</summary>
public static class NamedFiles
{
    /// <param name="json">Any JSON document.</param>
    public static IReadOnlyList<ArtifactRef> In(string json)
    {
        using var document = JsonDocument.Parse(json);
        var found = new List<ArtifactRef>();
        Collect(document.RootElement, found);
        return [.. found.Distinct()];
    }

    private static void Collect(JsonElement element, List<ArtifactRef> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray())
            {
                Collect(one, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("uri", out var uri) && uri.ValueKind == JsonValueKind.String
                && element.TryGetProperty("sha256", out var sha256) && sha256.ValueKind == JsonValueKind.String
                && element.TryGetProperty("bytes", out var bytes) && bytes.TryGetInt64(out var length))
            {
                found.Add(new ArtifactRef(uri.GetString()!, sha256.GetString()!, length));
            }

            foreach (var member in element.EnumerateObject())
            {
                Collect(member.Value, found);
            }
        }
    }
}
