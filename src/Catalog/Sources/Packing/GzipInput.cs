namespace Mdlc.Catalog.Sources.Packing;

/// <summary>
/// A gzip file's bytes. .NET's inflater takes a chunk at a time and does not say how much of the last one it used; so that chunk is kept, and
/// what follows the compressed bytes is looked for in it.
/// </summary>
internal sealed class GzipInput(Stream stream) : Stream
{
    private readonly byte[] _block = new byte[1 << 17];
    private long _blockOffset;
    private int _chunk;
    private int _at;
    private int _end;

    /// <summary>More was asked for than there is.</summary>
    public bool RanOut { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => stream.Length;

    /// <summary>Bytes taken so far.</summary>
    public override long Position
    {
        get => _blockOffset + _at;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (Require(1) == 0)
        {
            RanOut = true;
            return 0;
        }

        var count = Math.Min(buffer.Length, _end - _at);
        _block.AsSpan(_at, count).CopyTo(buffer);
        _chunk = _at;
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <returns>−1 at the end.</returns>
    public override int ReadByte()
    {
        if (Require(1) == 0)
        {
            RanOut = true;
            return -1;
        }

        return _block[_at++];
    }

    /// <summary>The next bytes, as many of them as there are, without taking them.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        // What is at hand may move when more is read.
        var there = Math.Min(count, Require(count));
        return _block.AsSpan(_at, there);
    }

    /// <summary>Goes behind these bytes, which begin somewhere in the last chunk or right behind it.</summary>
    /// <returns>False: they are not there.</returns>
    public bool TryPass(ReadOnlySpan<byte> wanted)
    {
        var count = _at - _chunk + wanted.Length;
        _at = _chunk;
        var data = Peek(count);
        var found = data.IndexOf(wanted);
        if (found < 0)
        {
            return false;
        }

        // Of zeros in a row, as an empty member has them, the last ones are meant: the others belong to what is before.
        while (found + 1 + wanted.Length <= data.Length && data[(found + 1)..].StartsWith(wanted))
        {
            found++;
        }

        _at += found + wanted.Length;
        _chunk = _at;
        return true;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <returns>How many bytes are at hand.</returns>
    private int Require(int count)
    {
        if (_end - _at < count)
        {
            _block.AsSpan(_at, _end - _at).CopyTo(_block);
            _blockOffset += _at;
            _end -= _at;
            _chunk = 0;
            _at = 0;
            _end += stream.ReadAtLeast(_block.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        }

        return _end - _at;
    }
}
