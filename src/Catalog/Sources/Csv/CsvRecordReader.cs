using System.Globalization;
using System.Text.Unicode;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Streams a UTF-8 CSV file's records, the header's too, without holding more than a block of it. Lines are counted as an editor counts them.
/// </summary>
internal sealed class CsvRecordReader : IDisposable
{
    /// <summary>Longest record; DuckDB's own limit is twice that.</summary>
    public const int MaxRecordBytes = 1_000_000;

    private const int BlockBytes = 4 * MaxRecordBytes;

    private readonly Stream _stream;
    private readonly CsvRecordParser _parser;
    private readonly string _file;
    private readonly byte[] _block = GC.AllocateUninitializedArray<byte>(BlockBytes);
    private int _start;
    private int _end;
    private int _validated;
    private long _blockOffset;
    private long _nextLine = 1;
    private bool _final;
    private bool _nulInBlock;

    /// <param name="file">Its name in messages.</param>
    /// <param name="skipLines">Lines that are not looked at; they count all the same.</param>
    public CsvRecordReader(Stream stream, CsvDialect dialect, string file, int skipLines = 0)
    {
        _stream = stream;
        _file = file;
        _parser = new CsvRecordParser(dialect);
        Fill();
        SkipByteOrderMark();
        for (var i = 0; i < skipLines; i++)
        {
            SkipLine();
        }
    }

    public static CsvRecordReader Open(SourceFile file, CsvDialect dialect) =>
        new(new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan), dialect, file.Name, file.SkipLines);

    public CsvRecord Record { get; } = new();

    /// <summary>The record's bytes without its line break; good until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _block.AsSpan(_start - Record.Length - Record.BreakLength, Record.Length);

    /// <summary>The line, from 1, that the record begins on.</summary>
    public long Line { get; private set; }

    /// <summary>The lines that it spans.</summary>
    public int Lines { get; private set; }

    /// <summary>Which line breaks end records.</summary>
    public CsvBreaks Breaks { get; private set; }

    /// <summary>Empty lines were skipped: they are no records.</summary>
    public bool SkippedLines { get; private set; }

    /// <summary>Lines of blanks only were skipped too.</summary>
    public bool SkippedBlanks { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Position => _blockOffset + _start;

    public ReadOnlySpan<byte> Cell(int index)
    {
        var cell = Record.Cells[index];
        return Bytes.Slice(cell.Start, cell.Length);
    }

    /// <summary>Whether the record cannot be one of a table of that many columns. It then counts as many records as it spans lines.</summary>
    public bool IsBroken(int width) => Record.Problem != CsvProblem.None || Record.Width != width;

    /// <summary>Goes to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FaultException">The file is not UTF-8, or a record is too long.</exception>
    public bool Read()
    {
        while (ReadLines())
        {
            if (Record.Problem != CsvProblem.None || !IsBlankLine())
            {
                return true;
            }

            SkippedBlanks |= Record.Length > 0;
            SkippedLines = true;
        }

        return false;
    }

    public void Dispose() => _stream.Dispose();

    private bool IsBlankLine() => Record.Width == 1 && Record.Length == 0
        || Record.Width == 1 && Record.Cells[0].Length == 0 && Bytes.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    private bool ReadLines()
    {
        var parse = Parse();
        while (parse != CsvParse.Done)
        {
            if (_end - _start > MaxRecordBytes)
            {
                GiveUp(parse);
                break;
            }

            Fill();
            parse = Parse();
        }

        if (Record.Length > MaxRecordBytes)
        {
            GiveUp(Record.MultiLine ? CsvParse.NeedsMoreInQuotes : CsvParse.NeedsMore);
        }

        if (_final && _start == _end)
        {
            return false;
        }

        Advance();
        return true;
    }

    private CsvParse Parse() => _final && _start == _end ? CsvParse.Done : _parser.Parse(_block.AsSpan(_start, _end - _start), _final, Record);

    /// <summary>A quote that nothing closes within the limit is a fault of its line; a line beyond the limit is none of CSV.</summary>
    private void GiveUp(CsvParse parse)
    {
        var data = _block.AsSpan(_start, _end - _start);
        var isOpenQuote = parse == CsvParse.NeedsMoreInQuotes
            && CsvRecordParser.Break(data, _final, CsvProblem.QuoteNotClosed, Record) == CsvParse.Done
            && Record.Length <= MaxRecordBytes;
        if (!isOpenQuote)
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{_file}: line {_nextLine} is longer than {MaxRecordBytes} bytes, the most a record may have. "
                + $"Is it a text file with a record per line? Break that line, or say how the file is read in source.delimiter and source.quote."));
        }
    }

    private void Advance()
    {
        Line = _nextLine;
        _start += Record.Length + Record.BreakLength;
        Lines = Record.MultiLine ? 1 + CountBreaks(Bytes) : 1;
        _nextLine += Lines;
        Breaks |= Record switch
        {
            { BreakLength: 2 } => CsvBreaks.CrLf,
            { BrokenByCr: true } => CsvBreaks.Cr,
            { BreakLength: 1 } => CsvBreaks.Lf,
            _ => CsvBreaks.None,
        };
        if (_nulInBlock && Record.Problem == CsvProblem.None && Bytes.Contains((byte)0))
        {
            Record.Problem = CsvProblem.NulByte;
        }
    }

    /// <summary>LF, CR LF and CR alone each end a line.</summary>
    private static int CountBreaks(ReadOnlySpan<byte> bytes)
    {
        var breaks = bytes.Count((byte)'\n');
        for (var at = bytes.IndexOf((byte)'\r'); at >= 0; at = Next(bytes, at))
        {
            breaks += at + 1 < bytes.Length && bytes[at + 1] == '\n' ? 0 : 1;
        }

        return breaks;

        static int Next(ReadOnlySpan<byte> bytes, int at)
        {
            var found = bytes[(at + 1)..].IndexOf((byte)'\r');
            return found < 0 ? -1 : at + 1 + found;
        }
    }

    private void Fill()
    {
        _block.AsSpan(_start, _end - _start).CopyTo(_block);
        _blockOffset += _start;
        _validated -= _start;
        _end -= _start;
        _start = 0;
        var read = _stream.ReadAtLeast(_block.AsSpan(_end), _block.Length - _end, throwOnEndOfStream: false);
        _final = read < _block.Length - _end;
        _end += read;
        Validate();
        _nulInBlock = _block.AsSpan(0, _end).Contains((byte)0);
    }

    private void Validate()
    {
        var fresh = _block.AsSpan(_validated, _end - _validated);
        var whole = _final ? fresh.Length : fresh.Length - UnfinishedCharacter(fresh);
        if (!Utf8.IsValid(fresh[..whole]))
        {
            throw NotUtf8(fresh);
        }

        _validated += whole;
    }

    /// <summary>How many of the last bytes may be the begin of a character that goes on behind them.</summary>
    private static int UnfinishedCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) == 0xC0)
            {
                return back;
            }

            if ((b & 0x80) == 0)
            {
                return 0;
            }
        }

        return 0;
    }

    private FaultException NotUtf8(ReadOnlySpan<byte> fresh)
    {
        var good = ValidPrefix(fresh);
        var offset = _validated + good;
        var line = _nextLine + CountBreaks(_block.AsSpan(_start, offset - _start));
        var isUtf16 = _blockOffset == 0 && _end >= 2 && _block[0] + _block[1] == 0xFE + 0xFF && _block[0] is 0xFE or 0xFF;
        var remedy = isUtf16
            ? "It begins with the mark of UTF-16: set source.encoding to utf-16."
            : "Set source.encoding to what it is, e.g. latin-1 or windows-1252, or write the file as UTF-8.";
        return FaultException.InData(string.Create(
            CultureInfo.InvariantCulture,
            $"{_file} is not UTF-8: line {line} holds the byte 0x{_block[offset]:X2} (offset {_blockOffset + offset}) where a character was expected. {remedy}"));
    }

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        int low = 0, high = bytes.Length;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var whole = middle - UnfinishedCharacter(bytes[..middle]);
            if (Utf8.IsValid(bytes[..whole]))
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return Math.Min(low - UnfinishedCharacter(bytes[..low]), bytes.Length - 1);
    }

    private void SkipLine()
    {
        while (true)
        {
            var rest = _block.AsSpan(_start, _end - _start);
            var found = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (found >= 0 && (rest[found] == '\n' || found + 1 < rest.Length || _final))
            {
                _start += found + (rest[found] == '\r' && found + 1 < rest.Length && rest[found + 1] == '\n' ? 2 : 1);
                _nextLine++;
                return;
            }

            // Of a carriage return at the block's end nobody knows yet whether a line feed follows.
            _start = found >= 0 ? _start + found : _end;
            if (_final)
            {
                return;
            }

            Fill();
        }
    }

    private void SkipByteOrderMark()
    {
        if (_block.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }
}
