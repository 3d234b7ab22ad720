using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>How a CSV file's bytes are to be read; every part explicit.</summary>
/// <param name="Quote">Null: no cell is quoted.</param>
/// <param name="Escape">What precedes a quote within a quoted cell: the quote itself, or another byte.</param>
internal sealed record CsvDialect(byte Delimiter, byte? Quote, byte Escape, bool Header)
{
    public static CsvDialect Default { get; } = new((byte)',', (byte)'"', (byte)'"', true);

    /// <exception cref="FaultException">A part is not one ASCII character, or two parts are the same.</exception>
    public static CsvDialect From(SourceSpec source)
    {
        var quote = Character(source.Quote, "quote");
        var dialect = new CsvDialect(
            Character(source.Delimiter, "delimiter") ?? Default.Delimiter,
            quote,
            Character(source.Escape, "escape") ?? quote ?? 0,
            source.Header ?? true);
        return dialect.Delimiter == dialect.Quote || dialect.Delimiter == dialect.Escape
            ? throw FaultException.InSpec($"source.delimiter is '{source.Delimiter}', the same as source.quote or source.escape: they must differ.")
            : dialect;
    }

    public bool IsBlank(byte b) => (b == (byte)' ' || b == (byte)'\t') && b != Delimiter;

    public ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (cell.Length > 0 && IsBlank(cell[0]))
        {
            cell = cell[1..];
        }

        while (cell.Length > 0 && IsBlank(cell[^1]))
        {
            cell = cell[..^1];
        }

        return cell;
    }

    /// <summary>A quoted cell's text as it was meant: an escaped quote or escape becomes the character itself.</summary>
    public byte[] Unescape(ReadOnlySpan<byte> quoted)
    {
        var text = new List<byte>(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            var escapes = quoted[i] == Escape && i + 1 < quoted.Length && (quoted[i + 1] == Quote || quoted[i + 1] == Escape);
            text.Add(quoted[escapes ? ++i : i]);
        }

        return [.. text];
    }

    private static byte? Character(string? text, string part) => text switch
    {
        null or "" => null,
        "\\t" => (byte)'\t',
        [var c] when c < 128 && c is not ('\n' or '\r' or '\0') => (byte)c,
        _ => throw FaultException.InSpec($"source.{part} is '{text}': expected one ASCII character (\"\\t\" for a tab)."),
    };
}
