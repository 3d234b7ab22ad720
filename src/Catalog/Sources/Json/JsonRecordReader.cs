using System.Globalization;
using Mdlc.Catalog.Sources.Csv;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>
/// Streams the texts of a JSON file's records without holding more than a block of it: lines, or the elements of one array. What they hold is
/// not looked at. Lines are counted as an editor counts them.
/// </summary>
internal abstract class JsonRecordReader : IDisposable
{
    /// <summary>Longest record: what is longer is passed over, and no CSV record may be longer either.</summary>
    public const int MaxRecordBytes = CsvRecordReader.MaxRecordBytes;

    /// <summary>So much is kept of a longer one.</summary>
    private const int KeptOfLonger = 1000;

    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    private readonly Stream _stream;
    private readonly byte[] _block = GC.AllocateUninitializedArray<byte>(2 * MaxRecordBytes);
    private int _start;
    private int _end;
    private bool _afterCr;
    private byte[]? _longer;
    private int _recordStart;
    private int _recordLength;

    protected JsonRecordReader(SourceFile file)
    {
        File = file;
        _stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        Fill();
        if (_block.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }

        if (_end >= 2 && _block[0] is 0xFE or 0xFF && _block[0] + _block[1] == 0xFE + 0xFF)
        {
            throw FaultException.InData($"{file.Name} is not UTF-8: it begins with the mark of UTF-16. Set source.encoding to utf-16.");
        }
    }

    public SourceFile File { get; }

    /// <summary>The record's text, or the begin of one that <see cref="IsTooLong"/>; good until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _longer ?? _block.AsSpan(_recordStart, _recordLength);

    /// <summary>The line, from 1, that the record begins on.</summary>
    public long Line { get; private set; }

    public bool IsTooLong => _longer is not null;

    /// <summary>Whether a record that is no JSON leaves it open where the next one begins.</summary>
    public abstract bool IsArray { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>The line of what is read next.</summary>
    protected long NextLine { get; private set; } = 1;

    protected bool IsFinal { get; private set; }

    /// <summary>What is at hand and not yet taken.</summary>
    protected ReadOnlySpan<byte> Data => _block.AsSpan(_start, _end - _start);

    /// <summary>Whether the file holds one array, or an object per line.</summary>
    public static JsonRecordReader Open(SourceFile file) => JsonArrayReader.IsIn(file) ? new JsonArrayReader(file) : new JsonLineReader(file);

    /// <summary>Goes to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FaultException">The file is no array though it begins as one.</exception>
    public abstract bool Read();

    public void Dispose() => _stream.Dispose();

    /// <summary>Marks where a record begins.</summary>
    protected void Begin()
    {
        Line = NextLine;
        _longer = null;
    }

    /// <summary>The next bytes are a record, or the rest of one.</summary>
    protected void TakeRecord(int length)
    {
        // A record may be taken in parts whose sum is too long, or whole and be too long.
        if (_longer is null && length > MaxRecordBytes)
        {
            _longer = Data[..KeptOfLonger].ToArray();
        }

        _recordStart = _start;
        _recordLength = length;
        Skip(length);
    }

    /// <summary>Makes room: a record that already fills the block goes on without being kept.</summary>
    /// <returns>How many of the bytes at hand were dropped.</returns>
    protected int ReadOn()
    {
        var dropped = 0;
        if (_longer is not null || Data.Length > MaxRecordBytes)
        {
            _longer ??= Data[..KeptOfLonger].ToArray();
            dropped = Data.Length;
            Skip(dropped);
        }

        Fill();
        return dropped;
    }

    /// <summary>Passes over bytes and counts their lines: LF, CR LF and CR alone each end one.</summary>
    protected void Skip(int length)
    {
        var bytes = Data[..length];
        for (var found = bytes.IndexOfAny(Lf, Cr); found >= 0; found = bytes.IndexOfAny(Lf, Cr))
        {
            var endsPair = bytes[found] == Lf && found == 0 && _afterCr;
            NextLine += endsPair ? 0 : 1;
            _afterCr = bytes[found] == Cr;
            bytes = bytes[(found + 1)..];
            _afterCr &= bytes.Length == 0 || bytes[0] == Lf;
        }

        _afterCr &= bytes.Length == 0;
        _start += length;
        Position += length;
    }

    /// <param name="found">What stands there.</param>
    public FaultException Broken(long line, string found) => FaultException.InData(string.Create(
        CultureInfo.InvariantCulture,
        $"{File.Name}: line {line}: {found}; expected one array of JSON objects. Mend the file, or write an object per line: then only broken lines are rejected."));

    private void Fill()
    {
        _block.AsSpan(_start, _end - _start).CopyTo(_block);
        _end -= _start;
        _start = 0;
        var read = _stream.ReadAtLeast(_block.AsSpan(_end), _block.Length - _end, throwOnEndOfStream: false);
        IsFinal = read < _block.Length - _end;
        _end += read;
    }
}
