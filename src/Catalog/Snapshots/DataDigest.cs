using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Snapshots;

/// <summary>
/// The name of a data set: SHA-256 over its columns' names, types and values in order. Two running hashes per column, one over the null
/// flags and lengths, one over the values with the bytes under a null zeroed, make it independent of Parquet bytes, threads and batch sizes.
/// </summary>
internal sealed class DataDigest : IDisposable
{
    private readonly IReadOnlyList<SnapshotColumn> _columns;
    private readonly IncrementalHash[] _shapes;
    private readonly IncrementalHash[] _values;
    private byte[] _buffer = new byte[1 << 16];

    private DataDigest(IReadOnlyList<SnapshotColumn> columns)
    {
        _columns = columns;
        _shapes = columns.Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256)).ToArray();
        _values = columns.Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256)).ToArray();
    }

    /// <summary>Reads the stream to its end.</summary>
    /// <returns>Lower-case hex digest, and the number of rows.</returns>
    public static async Task<(string Digest, long Rows)> OfAsync(
        IReadOnlyList<SnapshotColumn> columns, IArrowArrayStream stream, Action<long> progress, CancellationToken cancellationToken)
    {
        using var digest = new DataDigest(columns);
        var rows = 0L;
        while (await stream.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            using (batch)
            {
                digest.Add(batch);
                rows += batch.Length;
                progress(rows);
            }
        }

        return (digest.Finish(rows), rows);
    }

    public void Dispose()
    {
        foreach (var hash in _shapes.Concat(_values))
        {
            hash.Dispose();
        }
    }

    private void Add(RecordBatch batch)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            Add(batch.Column(i), _shapes[i], _values[i]);
        }
    }

    private void Add(IArrowArray array, IncrementalHash shape, IncrementalHash values)
    {
        switch (array)
        {
            case StringArray text:
                AddText(text, shape, values);
                break;
            case BooleanArray flags:
                AddNulls(flags, shape);
                AddBooleans(flags, values);
                break;
            case Int64Array integers:
                AddNulls(integers, shape);
                AddFixed(MemoryMarshal.AsBytes(integers.Values), integers, values);
                break;
            case DoubleArray numbers:
                AddNulls(numbers, shape);
                AddFixed(MemoryMarshal.AsBytes(numbers.Values), numbers, values);
                break;
            case TimestampArray times:
                AddNulls(times, shape);
                AddFixed(MemoryMarshal.AsBytes(times.Values), times, values);
                break;
            default:
                throw new NotSupportedException($"A snapshot has no column of Arrow type {array.Data.DataType.Name}.");
        }
    }

    private void AddFixed(ReadOnlySpan<byte> bytes, IArrowArray array, IncrementalHash values)
    {
        if (array.NullCount == 0)
        {
            values.AppendData(bytes);
            return;
        }

        const int Width = 8;
        var copy = Buffer(bytes.Length);
        bytes.CopyTo(copy);
        for (var row = 0; row < array.Length; row++)
        {
            if (array.IsNull(row))
            {
                copy.Slice(row * Width, Width).Clear();
            }
        }

        values.AppendData(copy);
    }

    private void AddBooleans(BooleanArray flags, IncrementalHash values)
    {
        var bytes = Buffer(flags.Length);
        for (var row = 0; row < flags.Length; row++)
        {
            bytes[row] = flags.GetValue(row) == true ? (byte)1 : (byte)0;
        }

        values.AppendData(bytes);
    }

    /// <summary>A byte per row: 1 where there is no value.</summary>
    private void AddNulls(IArrowArray array, IncrementalHash shape)
    {
        var bytes = Buffer(array.Length);
        bytes.Clear();
        for (var row = 0; array.NullCount > 0 && row < array.Length; row++)
        {
            bytes[row] = array.IsNull(row) ? (byte)1 : (byte)0;
        }

        shape.AppendData(bytes);
    }

    /// <summary>The length of each text, −1 where there is none: an empty text is not a missing one.</summary>
    private void AddText(StringArray text, IncrementalHash shape, IncrementalHash values)
    {
        var offsets = text.ValueOffsets;
        var all = text.ValueBuffer.Span;
        var lengths = Buffer(text.Length * sizeof(int));
        var hidden = false;
        for (var row = 0; row < text.Length; row++)
        {
            var isNull = text.NullCount > 0 && text.IsNull(row);
            var length = offsets[row + 1] - offsets[row];
            hidden |= isNull && length > 0;
            BinaryPrimitives.WriteInt32LittleEndian(lengths[(row * sizeof(int))..], isNull ? -1 : length);
        }

        shape.AppendData(lengths);
        if (!hidden)
        {
            values.AppendData(all[offsets[0]..offsets[text.Length]]);
            return;
        }

        for (var row = 0; row < text.Length; row++)
        {
            if (!text.IsNull(row))
            {
                values.AppendData(all[offsets[row]..offsets[row + 1]]);
            }
        }
    }

    private string Finish(long rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Ascii($"rows {rows}\n"));
        for (var i = 0; i < _columns.Count; i++)
        {
            // Names are hashed by length and bytes, so that no name can pretend to be two.
            var name = Encoding.UTF8.GetBytes(_columns[i].Name);
            hash.AppendData(Ascii($"{_columns[i].Type} {name.Length} "));
            hash.AppendData(name);
            hash.AppendData(_shapes[i].GetHashAndReset());
            hash.AppendData(_values[i].GetHashAndReset());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private Span<byte> Buffer(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new byte[length * 2];
        }

        return _buffer.AsSpan(0, length);
    }
}
