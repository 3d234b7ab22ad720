using System.Text.Json;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Models;

namespace Mdlc.Serving.Inference;

/// <summary>Reads one input tensor: shape <c>[n]</c> or <c>[n, 1]</c>, data flat or nested, <c>null</c> for what is missing.</summary>
internal static class TensorReader
{
    /// <param name="reader">Reads the column's texts; null: the model is of the first rules.</param>
    /// <param name="mostRows">More are refused, before they are read.</param>
    /// <exception cref="InferenceException">The tensor is not what the column needs.</exception>
    public static InputColumn Read(JsonElement tensor, SignatureInput input, CellReader? reader, int mostRows)
    {
        var datatype = RequireDatatype(tensor, input, reader is null ? TensorType.AcceptedFor(input.Type) : TensorType.AcceptedWithTextsFor(input.Type));
        var rows = ReadShape(tensor, input.Name);
        if (rows > mostRows)
        {
            throw InferenceException.TooManyRows(mostRows);
        }

        var cells = new List<JsonElement>(rows);
        Flatten(Require(tensor, "data", JsonValueKind.Array, input.Name), cells, rows + 1);
        if (cells.Count != rows)
        {
            throw InferenceException.Bad($"Input '{input.Name}' has {(cells.Count > rows ? "more" : cells.Count)} values, its shape says {rows}.");
        }

        var content = TensorContent.Decode(tensor, input, datatype, cells);
        return reader is null
            ? FirstRulesCells.Read(content, input)
            : new SecondRulesCells(reader).Read(content, datatype == TensorType.Bytes);
    }

    /// <summary>A text as it was sent. No training row has a NUL character in one, and none could be logged: it ends there.</summary>
    /// <exception cref="InferenceException">It holds one.</exception>
    internal static string TextOf(JsonElement cell, string name, int row) => cell.GetString() is var text && text!.Contains('\0', StringComparison.Ordinal)
        ? throw InferenceException.Bad($"Input '{name}' has {Shown(cell)} in row {row}, a text with a NUL character; send it without.")
        : text;

    /// <summary>An element as it was sent, for a message.</summary>
    internal static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    private static string RequireDatatype(JsonElement tensor, SignatureInput input, IReadOnlyList<string> accepted)
    {
        var found = Require(tensor, "datatype", JsonValueKind.String, input.Name).GetString()!;
        return accepted.Contains(found)
            ? found
            : throw InferenceException.Bad($"Input '{input.Name}' has datatype {found}, expected {string.Join(" or ", accepted)}.");
    }

    private static int ReadShape(JsonElement tensor, string name)
    {
        var shape = Require(tensor, "shape", JsonValueKind.Array, name);
        var sizes = new List<int>();
        foreach (var size in shape.EnumerateArray())
        {
            if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt32(out var number) || number < 0)
            {
                throw InferenceException.Bad($"Input '{name}' has shape {Shown(shape)}, expected whole numbers.");
            }

            sizes.Add(number);
        }

        return sizes switch
        {
            [var rows] => rows,
            [var rows, 1] => rows,
            _ => throw InferenceException.Bad($"Input '{name}' has shape {Shown(shape)}, expected [n] or [n, 1]: a tensor is one column."),
        };
    }

    private static JsonElement Require(JsonElement tensor, string member, JsonValueKind kind, string name) =>
        tensor.TryGetProperty(member, out var value) && value.ValueKind == kind
            ? value
            : throw InferenceException.Bad($"Input '{name}' needs '{member}', {(kind == JsonValueKind.Array ? "an array" : "a text")}.");

    private static void Flatten(JsonElement data, List<JsonElement> cells, int most)
    {
        foreach (var item in data.EnumerateArray())
        {
            if (cells.Count == most)
            {
                return;
            }

            if (item.ValueKind == JsonValueKind.Array)
            {
                Flatten(item, cells, most);
            }
            else
            {
                cells.Add(item);
            }
        }
    }
}
