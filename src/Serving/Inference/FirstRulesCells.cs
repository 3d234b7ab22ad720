using System.Globalization;
using System.Text.Json;
using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;

namespace Mdlc.Serving.Inference;

/// <summary>Cells for a model whose training rows were read by the first rules: texts as they are, and ISO 8601.</summary>
internal static class FirstRulesCells
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

    public static InputColumn Read(List<JsonElement> cells, SignatureInput input)
    {
        Array values = input.Type switch
        {
            ColumnType.Integer => ReadCells(cells, input, ReadInteger),
            ColumnType.Number => ReadCells(cells, input, ReadNumber),
            ColumnType.Boolean => ReadCells(cells, input, ReadBoolean),
            ColumnType.Timestamp => ReadCells(cells, input, ReadTime),
            _ => ReadTexts(cells, input),
        };
        var column = new LoggedColumn(input.Name, input.Type, values);
        return new InputColumn(column, column);
    }

    /// <summary>A finite number of JSON; null: the cell is none.</summary>
    internal static double? ReadNumber(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Number && cell.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    internal static bool? ReadBoolean(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

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
                JsonValueKind.String => TensorReader.TextOf(cells[i], input.Name, i),
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
        return InferenceException.Bad($"Input '{input.Name}' has {TensorReader.Shown(cell)} in row {row}, expected {expected} or null.");
    }
}
