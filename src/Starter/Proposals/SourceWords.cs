using System.Globalization;
using Mdlc.Contracts.Spec;

namespace Mdlc.Starter.Proposals;

/// <summary>How a source is read, in a person's words: every decision that stands in its spec.</summary>
internal static class SourceWords
{
    public static IReadOnlyList<string> Of(SourceSpec source)
    {
        var lines = new List<string>();
        if (source.Format == SourceFormat.Csv)
        {
            lines.Add(Dialect(source));
        }

        lines.AddRange(source.Types.GroupBy(t => t.Value).OrderBy(g => g.Key)
            .Select(group => $"{group.Key.ToString().ToLowerInvariant()}: {string.Join(", ", group.Select(t => t.Key))}"));
        lines.AddRange(source.Formats.Select(format => $"format of {format.Key}: {format.Value}"));
        if (source.Decimal is { } mark)
        {
            lines.Add($"decimal mark: {mark}");
        }

        if (source.NullValues.Count > 0)
        {
            lines.Add($"taken for missing in every column: {Quoted(source.NullValues)}");
        }

        lines.AddRange(source.ColumnNullValues.Select(column => $"taken for missing in {column.Key}: {Quoted(column.Value)}"));
        return lines;
    }

    private static string Dialect(SourceSpec source) => string.Create(
        CultureInfo.InvariantCulture,
        $"{source.Encoding}, delimiter {(source.Delimiter == "\t" ? "\\t" : source.Delimiter)}, quote {(source.Quote.Length == 0 ? "none" : source.Quote)}, "
        + $"{(source.Header == false ? "no header" : "a header")}{(source.SkipLines == 0 ? "" : $", the first {source.SkipLines} lines skipped")}");

    private static string Quoted(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"\"{word}\""));
}
