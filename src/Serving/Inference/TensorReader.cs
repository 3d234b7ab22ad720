using System.Globalization;
using System.Text.Json;
using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;

namespace Mdlc.Serving.Inference;

/// <summary>Reads one input tensor: shape <c>[n]</c> or <c>[n, 1]</c>, data flat or nested, <c>null</c> for what is missing.</summary>
internal static class TensorReader
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <exception cref="InferenceException">The tensor is not what the column needs.</exception>
    public static LoggedColumn Read(JsonElement tensor, SignatureInput input)
    {
        RequireDatatype(tensor, input);
        var rows = ReadShape(tensor, input.Name);
        var cells = new List<JsonElement>();
        Flatten(Require(tensor, "data", JsonValueKind.Array, input.Name), cells);
        if (cells.Count != rows)
        {
            throw InferenceException.Bad($"Input '{input.Name}' has {cells.Count} values, its shape says {rows}.");
        }

        Array values = input.Type switch
        {
            ColumnType.Integer => ReadCells(cells, input, ReadInteger),
            ColumnType.Number => ReadCells(cells, input, ReadNumber),
            ColumnType.Boolean => ReadCells(cells, input, ReadBoolean),
            ColumnType.Timestamp => ReadCells(cells, input, ReadTime),
            _ => ReadTexts(cells, input),
        };
        return new LoggedColumn(input.Name, input.Type, values);
    }

    private static void RequireDatatype(JsonElement tensor, SignatureInput input)
    {
        var found = Require(tensor, "datatype", JsonValueKind.String, input.Name).GetString();
        var accepted = TensorType.AcceptedFor(input.Type);
        if (!accepted.Contains(found))
        {
            throw InferenceException.Bad($"Input '{input.Name}' has datatype {found}, expected {string.Join(" or ", accepted)}.");
        }
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

    private static void Flatten(JsonElement data, List<JsonElement> cells)
    {
        foreach (var item in data.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Array)
            {
                Flatten(item, cells);
            }
            else
            {
                cells.Add(item);
            }
        }
    }

    private static T?[] ReadCells<T>(List<JsonElement> cells, SignatureInput input, Func<JsonElement, T?> read)
        where T : struct
    {
        var values = new T?[cells.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (cells[i].ValueKind != JsonValueKind.Null)
            {
                values[i] = read(cells[i]) ?? throw Misfit(cells[i], input, i);
            }
        }

        return values;
    }

    private static string?[] ReadTexts(List<JsonElement> cells, SignatureInput input)
    {
        var values = new string?[cells.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = cells[i].ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => cells[i].GetString(),
                _ => throw Misfit(cells[i], input, i),
            };
        }

        return values;
    }

    private static long? ReadInteger(JsonElement cell)
    {
        if (cell.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        // 3.0 and 3e0 are whole, too: what a client with floating-point columns sends.
        return cell.TryGetInt64(out var whole) ? whole
            : cell.TryGetDouble(out var number) && number == Math.Floor(number) && Math.Abs(number) < long.MaxValue ? (long)number
            : null;
    }

    private static double? ReadNumber(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Number && cell.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static bool? ReadBoolean(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static DateTime? ReadTime(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParseExact(
            cell.GetString(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime
            : null;

    private static InferenceException Misfit(JsonElement cell, SignatureInput input, int row)
    {
        var expected = input.Type switch
        {
            ColumnType.Integer => "a whole number",
            ColumnType.Number => "a number",
            ColumnType.Boolean => "true or false",
            ColumnType.Timestamp => "a point in time such as \"2026-01-31T08:00:00Z\"",
            _ => "a text",
        };
        return InferenceException.Bad($"Input '{input.Name}' has {Shown(cell)} in row {row}, expected {expected} or null.");
    }

    private static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
