using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Formats;

namespace Mdlc.Spec;

/// <summary>Reads the notations of columns: of numbers, or of times.</summary>
/// <param name="types">The types that the spec gives: a notation must be one of the column's.</param>
internal sealed class FormatReader(IReadOnlyDictionary<string, ColumnType> types)
{
    private const string Numbers = "a notation of numbers, such as \"#.###,#\" for 1.630,72 or \"$#,###.#\" for $1,630.72";
    private const string Times = "a notation of times that tells year, month and day in .NET's tokens, such as dd.MM.yyyy or M/d/yyyy h:mm tt";

    /// <returns>Null: the key is absent.</returns>
    public IReadOnlyDictionary<string, string>? Read(SpecValue? value)
    {
        if (value is null)
        {
            return null;
        }

        var formats = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, entry) in value.Entries("a notation for each column, such as {day: dd.MM.yyyy, price: \"#.###,#\"}"))
        {
            if (entry.Text($"{Times}; or {Numbers}") is { } format && IsFit(column, format, entry))
            {
                formats[column] = format;
            }
        }

        return formats;
    }

    private bool IsFit(string column, string format, SpecValue entry)
    {
        var isOfNumbers = NumberFormat.IsPattern(format);
        var isNotation = isOfNumbers ? NumberFormat.Parse(format) is not null : TimeFormat.Parse(format) is not null;
        if (!isNotation)
        {
            entry.Expect(isOfNumbers ? Numbers : $"{Times}; a notation of numbers holds # for the digits, such as \"#.###,#\"");
            return false;
        }

        if (types.TryGetValue(column, out var type) && !Takes(type, isOfNumbers))
        {
            entry.Report(
                $"a notation of {(isOfNumbers ? "numbers" : "times")}, but types says that \"{column}\" is {EnumNames.Of(type)}; "
                + $"expected {(isOfNumbers ? "integer or number" : "timestamp")} there, or no notation");
            return false;
        }

        return true;
    }

    private static bool Takes(ColumnType type, bool numbers) =>
        numbers ? type is ColumnType.Integer or ColumnType.Number : type == ColumnType.Timestamp;
}
