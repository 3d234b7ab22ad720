using System.Globalization;
using System.Text.Json;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Serving.Inference;

/// <summary>
/// Cells for a model whose training rows were read by the second rules: texts are read by the column's own reader, exactly as the training's
/// cells were; numbers and flags of JSON are what they are.
/// </summary>
internal sealed class SecondRulesCells(CellReader reader)
{
    private const string CanonicalTime = "yyyy-MM-dd HH:mm:ss.ffffff";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private ColumnType Type => reader.Column.Type;

    public InputColumn Read(List<JsonElement> cells, bool areTexts)
    {
        if (Type == ColumnType.Text)
        {
            return Texts(cells);
        }

        var column = Column(Type switch
        {
            ColumnType.Integer => Values(cells, areTexts, WholeOf, Whole),
            ColumnType.Number => Values(cells, areTexts, FirstRulesCells.ReadNumber, Number),
            ColumnType.Boolean => Values(cells, areTexts, FirstRulesCells.ReadBoolean, text => text == "true"),
            _ => Values(cells, areTexts, _ => null, Time),
        });
        return new InputColumn(column, column);
    }

    private LoggedColumn Column(Array values) => new(reader.Column.Name, Type, values);

    private InputColumn Texts(List<JsonElement> cells)
    {
        var received = new string?[cells.Count];
        var read = new string?[cells.Count];
        for (var i = 0; i < received.Length; i++)
        {
            if (cells[i].ValueKind != JsonValueKind.Null)
            {
                received[i] = TextOf(cells[i], i);
                read[i] = Canonical(cells[i], i);
            }
        }

        return new InputColumn(Column(received), Column(read));
    }

    /// <param name="take">A value of JSON; null: it is none of the column's.</param>
    /// <param name="parse">A canonical text, see <see cref="CellReader.Read"/>.</param>
    private T?[] Values<T>(List<JsonElement> cells, bool areTexts, Func<JsonElement, T?> take, Func<string, T> parse)
        where T : struct
    {
        var values = new T?[cells.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (cells[i].ValueKind != JsonValueKind.Null)
            {
                values[i] = areTexts ? Parsed(Canonical(cells[i], i), parse) : Taken(cells[i], i, take);
            }
        }

        return values;
    }

    private static T? Parsed<T>(string? canonical, Func<string, T> parse)
        where T : struct => canonical is null ? null : parse(canonical);

    /// <summary>A number that stood for "missing" in the training's file, such as -999, does so here, too.</summary>
    private T? Taken<T>(JsonElement cell, int row, Func<JsonElement, T?> take)
        where T : struct
    {
        var value = take(cell) ?? throw Misfit(cell, row);
        return IsMissing(value) ? null : value;
    }

    private bool IsMissing<T>(T value)
        where T : struct => value switch
        {
            long whole => reader.IsNullNumber(whole),
            double number => reader.IsNullNumber(number),
            _ => false,
        };

    /// <returns>Null: the text means "missing".</returns>
    private string? Canonical(JsonElement cell, int row) => reader.Read(TextOf(cell, row), out var canonical) switch
    {
        CellOutcome.Missing => null,
        CellOutcome.Value => canonical,
        _ => throw Misfit(cell, row),
    };

    private string TextOf(JsonElement cell, int row) =>
        cell.ValueKind == JsonValueKind.String ? TensorReader.TextOf(cell, reader.Column.Name, row) : throw Misfit(cell, row);

    private static long? WholeOf(JsonElement cell) => cell.ValueKind == JsonValueKind.Number ? WholeNumber.Read(cell.GetRawText()) : null;

    private static long Whole(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static DateTime Time(string text) => DateTime.ParseExact(text, CanonicalTime, CultureInfo.InvariantCulture, Utc);

    private InferenceException Misfit(JsonElement cell, int row) =>
        InferenceException.Bad($"Input '{reader.Column.Name}' has {TensorReader.Shown(cell)} in row {row}, expected {reader.Expected} or null.");
}
