using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots;

/// <summary>
/// A 64-bit hash of each row: the first 8 bytes, big-endian, of SHA-256 over the salt and, in ordinal order of the columns' names, each
/// name and canonical value. It depends on nothing but the row: not on its place, on other rows, on the order of columns, or on the
/// version of DuckDB. A whole number is the same value in an integer and in a floating-point column, since a column changes from one to
/// the other when data with a fraction arrive.
/// </summary>
public sealed class SnapshotRowHash
{
    /// <summary>The recipe's name; another canonical form must have another, since it moves rows from one side to the other.</summary>
    private const string SplitRecipe = "mdlc-split-1";

    private const byte MissingTag = 0;
    private const byte WholeTag = 1;
    private const byte FractionTag = 2;
    private const byte BooleanTag = 3;
    private const byte TimestampTag = 4;
    private const byte TextTag = 5;

    // 2^63: whole numbers from here on do not fit into 64 bits.
    private const double LargestWhole = 9_223_372_036_854_775_808;

    private readonly SnapshotColumn[] _columns;
    private readonly byte[][] _names;
    private readonly byte[] _salt;
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <param name="columns">The columns whose values count, in any order.</param>
    public SnapshotRowHash(IEnumerable<SnapshotColumn> columns, string salt)
    {
        _columns = [.. columns.OrderBy(column => column.Name, StringComparer.Ordinal)];
        _names = [.. _columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];
        _salt = Encoding.UTF8.GetBytes(salt);
    }

    /// <summary>The hash that a hash split decides by.</summary>
    public static SnapshotRowHash ForSplit(SplitSpec split, IEnumerable<SnapshotColumn> key) =>
        new(key, string.Create(CultureInfo.InvariantCulture, $"{SplitRecipe}|{split.Seed}"));

    /// <summary>Hashes every row of the file.</summary>
    /// <param name="visit">Gets each row's number and hash, in order.</param>
    public Task<int> VisitAsync(DuckDbSession session, string parquet, Action<int, ulong> visit, CancellationToken cancellationToken = default)
    {
        var select = string.Join(", ", _columns.Select((column, i) => $"{Select(column)} AS c{i}"));
        return session.ArrowAsync($"SELECT {select} FROM {SnapshotWriter.Relation(parquet)}", async stream =>
        {
            var row = 0;
            while (await stream.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
            {
                using (batch)
                {
                    for (var i = 0; i < batch.Length; i++)
                    {
                        visit(row++, Hash(batch, i));
                    }
                }
            }

            return row;
        });
    }

    private static string Select(SnapshotColumn column) =>
        column.Type == ColumnType.Timestamp ? $"epoch_us({Sql.Name(column.Name)})" : Sql.Name(column.Name);

    private ulong Hash(RecordBatch batch, int row)
    {
        _length = 0;
        WriteText(_salt);
        for (var i = 0; i < _columns.Length; i++)
        {
            WriteText(_names[i]);
            Write(batch.Column(i), _columns[i].Type, row);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer.AsSpan(0, _length), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    private void Write(IArrowArray array, ColumnType type, int row)
    {
        if (array.IsNull(row))
        {
            WriteTag(MissingTag);
            return;
        }

        switch (array)
        {
            case Int64Array integers when type == ColumnType.Timestamp:
                WriteBits(TimestampTag, integers.Values[row]);
                break;
            case Int64Array integers:
                WriteBits(WholeTag, integers.Values[row]);
                break;
            case DoubleArray numbers:
                WriteNumber(numbers.Values[row]);
                break;
            case BooleanArray booleans:
                WriteBits(BooleanTag, booleans.GetValue(row)!.Value ? 1 : 0);
                break;
            case StringArray texts:
                WriteTag(TextTag);
                WriteText(texts.GetBytes(row));
                break;
            default:
                throw new InvalidOperationException($"A column of type {type} came as {array.GetType().Name}.");
        }
    }

    private void WriteNumber(double number)
    {
        if (double.IsNaN(number))
        {
            WriteTag(MissingTag);
        }
        else if (number == Math.Floor(number) && Math.Abs(number) < LargestWhole)
        {
            WriteBits(WholeTag, (long)number);
        }
        else
        {
            WriteBits(FractionTag, BitConverter.DoubleToInt64Bits(number));
        }
    }

    private void WriteTag(byte tag) => Reserve(1)[0] = tag;

    private void WriteBits(byte tag, long bits)
    {
        var target = Reserve(9);
        target[0] = tag;
        BinaryPrimitives.WriteInt64LittleEndian(target[1..], bits);
    }

    // With its length, so that no two rows of texts give the same bytes.
    private void WriteText(ReadOnlySpan<byte> text)
    {
        var target = Reserve(4 + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target, text.Length);
        text.CopyTo(target[4..]);
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length < _length + bytes)
        {
            System.Array.Resize(ref _buffer, (_length + bytes) * 2);
        }

        _length += bytes;
        return _buffer.AsSpan(_length - bytes, bytes);
    }
}
