using System.Globalization;
using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Models;
using Mdlc.Serving.Models;
using Mdlc.Serving.Settings;

namespace Mdlc.Serving.Inference;

/// <summary>A checked request: a column for each input of the model, in the model's order, all with the same number of rows.</summary>
/// <param name="Outputs">The outputs asked for; null: all.</param>
internal sealed record InferenceRequest(string? Id, int Rows, IReadOnlyList<InputColumn> Inputs, IReadOnlySet<string>? Outputs)
{
    internal const string ExplainMember = "explain";

    /// <summary>Whether each column's contributions are wanted too.</summary>
    public bool Explain { get; init; }

    /// <exception cref="InferenceException">The request is not one for that model; the message says what to change.</exception>
    public static InferenceRequest Parse(JsonElement body, LoadedModel model, RequestLimits limits)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw InferenceException.Bad($"Found a JSON {body.ValueKind}, expected an object with 'inputs'.");
        }

        var id = ReadId(body, limits.IdBytes);
        TensorContent.RequireOfRequest(body);
        var columns = ReadInputs(body, model, limits.RowsOf(model.Signature.Inputs.Count + model.Signature.Outputs.Count));
        var rows = columns.Count == 0 ? 0 : columns[0].Read.Values.Length;
        if (columns.FirstOrDefault(column => column.Read.Values.Length != rows)?.Read is { } other)
        {
            throw InferenceException.Bad(
                $"Input '{other.Name}' has {other.Values.Length} rows, '{columns[0].Read.Name}' has {rows}; every input needs the same number.");
        }

        return new InferenceRequest(id, rows, columns, ReadOutputs(body, model.Signature)) { Explain = ReadExplain(body) };
    }

    private static bool ReadExplain(JsonElement body) =>
        body.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(ExplainMember, out var explain)
        && explain.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw InferenceException.Bad($"Found {explain.ValueKind} in parameters.{ExplainMember}, expected true or false."),
        };

    private static string? ReadId(JsonElement body, int most)
    {
        if (!body.TryGetProperty("id", out var id) || id.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = id.ValueKind == JsonValueKind.String ? id.GetString()! : throw InferenceException.Bad("Found an 'id' that is no text.");
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= most && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw InferenceException.Bad(string.Create(CultureInfo.InvariantCulture, $"Found an 'id' of {bytes} bytes, expected at most {most}, and no NUL character."));
    }

    private static IReadOnlyList<InputColumn> ReadInputs(JsonElement body, LoadedModel model, int mostRows)
    {
        var signature = model.Signature;
        var tensors = ByName(body, "inputs");
        var unknown = tensors.Keys.Except(signature.Inputs.Select(input => input.Name)).ToArray();
        if (unknown.Length > 0)
        {
            throw InferenceException.Bad(
                $"Unknown input {Names(unknown)}; the model takes {Names(signature.Inputs.Select(input => input.Name))}.");
        }

        var missing = signature.Inputs.Where(input => !tensors.ContainsKey(input.Name)).Select(input => input.Name).ToArray();
        return missing.Length == 0
            ? [.. signature.Inputs.Zip(model.Cells, (input, cells) => TensorReader.Read(tensors[input.Name], input, cells, mostRows))]
            : throw InferenceException.Bad($"Missing input {Names(missing)}; send null for values that are not known.");
    }

    private static HashSet<string>? ReadOutputs(JsonElement body, ModelSignature signature)
    {
        if (!body.TryGetProperty("outputs", out var outputs) || outputs.ValueKind == JsonValueKind.Null
            || (outputs.ValueKind == JsonValueKind.Array && outputs.GetArrayLength() == 0))
        {
            return null;
        }

        var tensors = ByName(body, "outputs");
        foreach (var (name, output) in tensors)
        {
            TensorContent.RequireOfOutput(output, name);
        }

        var asked = tensors.Keys.ToHashSet();
        var unknown = asked.Except(signature.Outputs.Select(output => output.Name)).ToArray();
        return unknown.Length == 0
            ? asked
            : throw InferenceException.Bad(
                $"Unknown output {Names(unknown)}; the model gives {Names(signature.Outputs.Select(output => output.Name))}.");
    }

    private static Dictionary<string, JsonElement> ByName(JsonElement body, string member)
    {
        if (!body.TryGetProperty(member, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw InferenceException.Bad($"The request needs '{member}', an array of tensors.");
        }

        var tensors = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var tensor in list.EnumerateArray())
        {
            if (tensor.ValueKind != JsonValueKind.Object
                || !tensor.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            {
                throw InferenceException.Bad($"Each of '{member}' needs a 'name'.");
            }

            if (!tensors.TryAdd(name.GetString()!, tensor))
            {
                throw InferenceException.Bad($"'{name.GetString()}' is twice in '{member}'.");
            }
        }

        return tensors;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
