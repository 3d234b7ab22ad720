using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>What a scenario recorded on one server, normalised: histories, answers and errors by name, in order of recording.</summary>
internal sealed class ScenarioDocument(JsonObject root)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ScenarioDocument()
        : this([])
    {
    }

    public JsonObject Root { get; } = root;

    public void Add(string name, JsonNode document)
    {
        if (!Root.TryAdd(name, document))
        {
            throw new InvalidOperationException($"The scenario recorded '{name}' twice: give each document a name of its own.");
        }
    }

    public static ScenarioDocument Parse(string json) => new(JsonNode.Parse(json)!.AsObject());

    public override string ToString() => Root.ToJsonString(Format) + "\n";
}
