namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Finds one record's cells. A quote opens a cell only at its start; within an open cell everything up to the closing quote is text, line
/// breaks too. A record whose quoting is broken ends with its first line, so that one stray quote does not swallow what follows.
/// </summary>
internal sealed class CsvRecordParser(CsvDialect dialect)
{
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    /// <param name="data">Begins with the record.</param>
    /// <param name="final">Nothing follows <paramref name="data"/> in the file.</param>
    public CsvParse Parse(ReadOnlySpan<byte> data, bool final, CsvRecord record)
    {
        record.Clear();
        var position = 0;
        while (true)
        {
            var start = position;
            while (position < data.Length && dialect.IsBlank(data[position]))
            {
                position++;
            }

            var parse = position < data.Length && data[position] == dialect.Quote
                ? Quoted(data, final, start, ref position, record)
                : Plain(data, final, start, ref position, record);
            if (parse != CsvParse.Done || record.Problem != CsvProblem.None)
            {
                return parse;
            }

            if (position == data.Length || data[position] != dialect.Delimiter)
            {
                return End(data, final, position, record);
            }

            position++;
        }
    }

    /// <summary>Makes the record its first line, with the problem.</summary>
    public static CsvParse Break(ReadOnlySpan<byte> data, bool final, CsvProblem problem, CsvRecord record)
    {
        record.Clear();
        var end = data.IndexOfAny(Lf, Cr);
        if (end < 0 && !final)
        {
            return CsvParse.NeedsMore;
        }

        record.Problem = problem;
        return End(data, final, end < 0 ? data.Length : end, record);
    }

    private static CsvParse End(ReadOnlySpan<byte> data, bool final, int position, CsvRecord record)
    {
        record.Length = position;
        if (position == data.Length)
        {
            return final ? CsvParse.Done : CsvParse.NeedsMore;
        }

        if (data[position] == Lf)
        {
            record.BreakLength = 1;
            return CsvParse.Done;
        }

        if (position + 1 == data.Length && !final)
        {
            return CsvParse.NeedsMore;
        }

        var pair = position + 1 < data.Length && data[position + 1] == Lf;
        record.BreakLength = pair ? 2 : 1;
        record.BrokenByCr = !pair;
        return CsvParse.Done;
    }

    private CsvParse Plain(ReadOnlySpan<byte> data, bool final, int start, ref int position, CsvRecord record)
    {
        var length = data[position..].IndexOfAny(dialect.Delimiter, Lf, Cr);
        if (length < 0)
        {
            if (!final)
            {
                return CsvParse.NeedsMore;
            }

            length = data.Length - position;
        }

        var end = position + length;
        var last = end;
        while (last > position && dialect.IsBlank(data[last - 1]))
        {
            last--;
        }

        record.Irregular |= position > start || last < end;
        record.Add(new CsvCell(position, last - position, Escaped: false));
        position = end;
        return CsvParse.Done;
    }

    private CsvParse Quoted(ReadOnlySpan<byte> data, bool final, int start, ref int position, CsvRecord record)
    {
        var open = position + 1;
        var escaped = false;
        var close = open;
        while (true)
        {
            var found = data[close..].IndexOfAny(dialect.Quote!.Value, dialect.Escape);
            if (found < 0)
            {
                return final ? Break(data, final, CsvProblem.QuoteNotClosed, record) : CsvParse.NeedsMoreInQuotes;
            }

            close += found;
            if (close + 1 == data.Length && !final)
            {
                return CsvParse.NeedsMoreInQuotes;
            }

            var next = close + 1 < data.Length ? data[close + 1] : (byte)0;
            if (data[close] == dialect.Escape && (next == dialect.Quote || next == dialect.Escape))
            {
                escaped = true;
                close += 2;
            }
            else if (data[close] == dialect.Quote)
            {
                break;
            }
            else
            {
                record.Irregular = true;
                close++;
            }
        }

        return Closed(data, final, start, open, close, escaped, ref position, record);
    }

    private CsvParse Closed(
        ReadOnlySpan<byte> data, bool final, int start, int open, int close, bool escaped, ref int position, CsvRecord record)
    {
        var text = data[open..close];
        var trimmed = dialect.Trim(text);
        var offset = trimmed.Length == 0 ? 0 : text.IndexOf(trimmed[0]);
        record.Add(new CsvCell(open + offset, trimmed.Length, escaped));
        record.MultiLine |= text.IndexOfAny(Lf, Cr) >= 0;

        position = close + 1;
        while (position < data.Length && dialect.IsBlank(data[position]))
        {
            position++;
        }

        record.Irregular |= open - 1 > start || position > close + 1 || trimmed.Length < text.Length;
        if (position == data.Length && !final)
        {
            return CsvParse.NeedsMore;
        }

        var ends = position == data.Length || data[position] == dialect.Delimiter || data[position] is Lf or Cr;
        if (ends)
        {
            return CsvParse.Done;
        }

        // What "closed" it on another line was rather the begin of that line's own quoted cell.
        var problem = text.IndexOfAny(Lf, Cr) >= 0 ? CsvProblem.QuoteNotClosed : CsvProblem.TextAfterQuote;
        return Break(data, final, problem, record);
    }
}
