using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Packing;

/// <summary>
/// Expands a gzip file: all its members, each held against its length and check sum. .NET's own stream gives what there is of a file that was
/// cut off, and passes over what follows the last member, both without a word.
/// </summary>
internal sealed class GzipReader(Stream stream, string file) : IDisposable
{
    private const int TrailerBytes = 8;
    private const int Deflate = 8;

    private readonly GzipInput _input = new(stream);
    private DeflateStream? _member;
    private uint _crc;
    private uint _length;
    private bool _ended;

    /// <summary>Bytes of the file used so far.</summary>
    public long Position => _input.Position;

    /// <returns>Bytes put into the block; 0 at the end.</returns>
    /// <exception cref="FaultException">The file is damaged, cut off, or holds something else as well.</exception>
    public int Read(Span<byte> block)
    {
        while (!_ended)
        {
            _member ??= Begin();
            var count = Inflate(block);
            if (count > 0)
            {
                _crc = Crc32.Append(_crc, block[..count]);
                _length = unchecked(_length + (uint)count);
                return count;
            }

            End();
        }

        return 0;
    }

    public void Dispose()
    {
        _member?.Dispose();
        _input.Dispose();
    }

    private int Inflate(Span<byte> block)
    {
        try
        {
            return _member!.Read(block);
        }
        catch (InvalidDataException inner)
        {
            throw Damaged("its compressed bytes mean nothing", inner);
        }
    }

    /// <summary>RFC 1952, 2.3: ten bytes, and what their flags announce.</summary>
    private DeflateStream Begin()
    {
        Span<byte> head = stackalloc byte[10];
        for (var i = 0; i < head.Length; i++)
        {
            head[i] = Next();
        }

        if (head[0] != 0x1F || head[1] != 0x8B || head[2] != Deflate)
        {
            throw Damaged("its head is none of gzip", null);
        }

        var flags = head[3];
        if ((flags & 4) != 0)
        {
            Skip(Next() | (Next() << 8));
        }

        for (var texts = (flags >> 3) & 3; texts != 0; texts &= texts - 1)
        {
            while (Next() != 0)
            {
            }
        }

        Skip((flags & 2) != 0 ? 2 : 0);
        _crc = 0;
        _length = 0;
        return new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
    }

    private void End()
    {
        _member!.Dispose();
        _member = null;
        if (_input.RanOut)
        {
            throw CutOff();
        }

        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        if (!_input.TryPass(trailer))
        {
            throw Damaged("its check sum is wrong or missing", null);
        }

        var next = _input.Peek(2);
        _ended = next.IsEmpty;
        if (!_ended && !(next.Length == 2 && next[0] == 0x1F && next[1] == 0x8B))
        {
            RequireOnlyZeros();
        }
    }

    /// <summary>Tapes and block devices fill up with zeros.</summary>
    private void RequireOnlyZeros()
    {
        var from = _input.Position;
        for (var next = _input.ReadByte(); next >= 0; next = _input.ReadByte())
        {
            if (next != 0)
            {
                throw FaultException.InData(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}: its gzip data end at byte {from}, and {_input.Length - from} bytes follow that are none: expected nothing more. Is it two files in one? "
                    + $"Write it anew, or unpack it (gzip -dc) and look at what comes out."));
            }
        }

        _ended = true;
    }

    private byte Next()
    {
        var next = _input.ReadByte();
        return next < 0 ? throw CutOff() : (byte)next;
    }

    private void Skip(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Next();
        }
    }

    private FaultException CutOff() => FaultException.InData(string.Create(
        CultureInfo.InvariantCulture,
        $"{file} is cut off: it ends at byte {_input.Length}, in the middle of its gzip data. Nothing of it was kept. Fetch it again, or try again when it is whole."));

    private FaultException Damaged(string what, Exception? inner) => FaultException.InData(string.Create(
        CultureInfo.InvariantCulture,
        $"{file} is damaged or cut off: {what} (near byte {_input.Position} of {_input.Length}). Nothing of it was kept. Fetch or write it again; gzip -t says whether it is whole."), inner);
}
