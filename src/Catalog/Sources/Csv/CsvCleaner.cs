using System.Globalization;
using System.Text;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Copies a file's right records into one that every reader reads alike (same dialect, line feeds, nothing around the cells), and sends
/// the others to quarantine. The copy's number of records is what is left.
/// </summary>
internal sealed class CsvCleaner(
    CsvDialect dialect, IReadOnlyList<SnapshotColumn> columns, IReadOnlyList<CellRule> rules, int? label, Quarantine quarantine, Action<string> progress)
{
    private const int RecordsBetweenSigns = 1 << 16;
    private const byte Lf = (byte)'\n';

    /// <summary>Of the record at hand: what takes the place of its cells.</summary>
    private readonly byte[]?[] _written = new byte[]?[columns.Count];
    private bool _isRewritten;

    /// <returns>Records copied.</returns>
    public long Clean(SourceFile file, string target, CancellationToken cancellationToken)
    {
        using var reader = CsvRecordReader.Open(file, dialect);
        using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        var whole = Math.Max(1, new FileInfo(file.Path).Length);
        if (dialect.Header && reader.Read())
        {
            Copy(reader, output);
        }

        long read = 0, kept = 0;
        while (reader.Read())
        {
            if (Accept(file, reader, read))
            {
                Copy(reader, output);
                kept++;
            }

            if (++read % RecordsBetweenSigns == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(string.Create(CultureInfo.InvariantCulture, $"cleaning {Path.GetFileName(file.Name)}: {100.0 * reader.Position / whole:F0} %"));
            }
        }

        return kept;
    }

    private bool Accept(SourceFile file, CsvRecordReader reader, long ordinal)
    {
        if (reader.IsBroken(columns.Count))
        {
            RejectLines(file, reader);
            return false;
        }

        _isRewritten = false;
        for (var i = 0; i < columns.Count; i++)
        {
            var cell = Text(reader, i);
            if (rules[i].Judge(cell, out _written[i]) is { } reason)
            {
                quarantine.Add(file.Name, file.LineOf(ordinal, reader.Line), columns[i].Name, cell, reason, LabelOf(reader));
                return false;
            }

            _isRewritten |= _written[i] is not null;
        }

        return true;
    }

    private ReadOnlySpan<byte> Text(CsvRecordReader reader, int column)
    {
        var cell = reader.Cell(column);
        return reader.Record.Cells[column].Escaped ? dialect.Unescape(cell) : cell;
    }

    private string? LabelOf(CsvRecordReader reader) => label is { } l ? Encoding.UTF8.GetString(Text(reader, l)) : null;

    /// <summary>Of a broken record over several lines nobody knows where it really ends: each line is rejected.</summary>
    private void RejectLines(SourceFile file, CsvRecordReader reader)
    {
        var reason = Reason(reader) + (reader.Lines > 1 ? $" (with {reader.Lines - 1} more lines in quotes)" : "");
        var rest = reader.Bytes;
        for (var i = 0; i < reader.Lines; i++)
        {
            var end = rest.IndexOfAny(Lf, (byte)'\r');
            quarantine.Add(file.Name, reader.Line + i, null, end < 0 ? rest : rest[..end], reason);
            var isPair = end >= 0 && end + 1 < rest.Length && rest[end] == '\r' && rest[end + 1] == Lf;
            rest = end < 0 ? [] : rest[(end + (isPair ? 2 : 1))..];
        }
    }

    private void Copy(CsvRecordReader reader, FileStream output)
    {
        if (!_isRewritten && !reader.Record.Irregular && !reader.Record.MultiLine)
        {
            output.Write(reader.Bytes);
        }
        else
        {
            for (var i = 0; i < reader.Record.Width; i++)
            {
                if (i > 0)
                {
                    output.WriteByte(dialect.Delimiter);
                }

                WriteCell(_isRewritten && _written[i] is { } written ? written : Text(reader, i), output);
            }
        }

        output.WriteByte(Lf);
    }

    private void WriteCell(ReadOnlySpan<byte> text, FileStream output)
    {
        var needsQuotes = dialect.Quote is { } q && (text.Length == 0 || text.IndexOfAny(dialect.Delimiter, q, Lf) >= 0 || text.Contains((byte)'\r'));
        if (!needsQuotes)
        {
            output.Write(text);
            return;
        }

        var quote = dialect.Quote!.Value;
        output.WriteByte(quote);
        foreach (var b in text)
        {
            if (b == quote || b == dialect.Escape)
            {
                output.WriteByte(dialect.Escape);
            }

            output.WriteByte(b);
        }

        output.WriteByte(quote);
    }

    private string Reason(CsvRecordReader reader) => reader.Record.Problem switch
    {
        CsvProblem.QuoteNotClosed => "a quote is not closed",
        CsvProblem.TextAfterQuote => "text follows a closing quote",
        CsvProblem.NulByte => "holds a NUL byte (is it UTF-16 or binary?)",
        _ => string.Create(
            CultureInfo.InvariantCulture, $"has {reader.Record.Width} cell{(reader.Record.Width == 1 ? "" : "s")}, expected {columns.Count}"),
    };
}
