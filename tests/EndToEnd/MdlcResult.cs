using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

/// <summary>How a command ended.</summary>
internal sealed record MdlcResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one document on standard output.</summary>
    public JsonNode Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Output) ?? throw new JsonException("null");
            }
            catch (JsonException fault)
            {
                throw new InvalidOperationException($"Standard output is not one JSON document ({fault.Message}).\n--- out\n{Output}\n--- err\n{Error}", fault);
            }
        }
    }

    public override string ToString() => $"exit {ExitCode}\n--- out\n{Output}\n--- err\n{Error}";
}
