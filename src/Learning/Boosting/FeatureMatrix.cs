using System.Runtime.InteropServices;
using Mdlc.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Boosting;

/// <summary>
/// The feature vectors of rows, as LightGBM takes them: whole, or only what is not zero where that is less. They are kept beside LightGBM's own
/// form of them, because each segment of a training begins with what the trees before it say of every row.
/// </summary>
internal sealed class FeatureMatrix
{
    private const int RowsToJudgeBy = 1000;
    private const double MostSparse = 0.4; // a value that stands by itself has its slot beside it
    private const int BlockValues = 1 << 20;
    private const int SparseBlockRows = 4096;

    private readonly List<float[]> _blocks = [];
    private readonly int _blockRows;
    private readonly List<long>? _starts;
    private readonly List<int> _slots = [];
    private readonly List<float> _values = [];

    private FeatureMatrix(int columns, bool isSparse)
    {
        Columns = columns;
        _blockRows = isSparse ? SparseBlockRows : Math.Max(1, BlockValues / columns);
        _starts = isSparse ? [0] : null;
    }

    public int Columns { get; }

    public int Rows { get; private set; }

    public bool IsSparse => _starts is not null;

    /// <param name="vectors">The column of the feature vector.</param>
    public static FeatureMatrix Read(IDataView view, DataViewSchema.Column vectors)
    {
        var matrix = new FeatureMatrix(((VectorDataViewType)vectors.Type).Size, IsSparseBy(view, vectors));
        using var cursor = view.GetRowCursor([vectors]);
        var getter = cursor.GetGetter<VBuffer<float>>(vectors);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            matrix.Add(vector);
        }

        return matrix;
    }

    /// <exception cref="InvalidDataException">That is no matrix.</exception>
    public static FeatureMatrix Read(BinaryReader reader)
    {
        var (columns, rows, isSparse) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
        if (columns < 1 || rows < 0)
        {
            throw new InvalidDataException("it has no columns");
        }

        var matrix = new FeatureMatrix(columns, isSparse) { Rows = rows };
        if (isSparse)
        {
            matrix._starts!.Clear();
            Fill(reader, matrix._starts, rows + 1);
            var filled = checked((int)matrix._starts[^1]);
            Fill(reader, matrix._slots, filled);
            Fill(reader, matrix._values, filled);
            return matrix;
        }

        for (var row = 0; row < rows; row += matrix._blockRows)
        {
            var block = new float[matrix._blockRows * columns];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(block.AsSpan(0, Math.Min(matrix._blockRows, rows - row) * columns)));
            matrix._blocks.Add(block);
        }

        return matrix;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Columns);
        writer.Write(Rows);
        writer.Write(IsSparse);
        if (IsSparse)
        {
            writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_starts)));
            writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_slots)));
            writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_values)));
            return;
        }

        for (var block = 0; block < _blocks.Count; block++)
        {
            writer.Write(MemoryMarshal.AsBytes(_blocks[block].AsSpan(0, Math.Min(_blockRows, Rows - (block * _blockRows)) * Columns)));
        }
    }

    /// <summary>Bytes of what <see cref="Write"/> writes, nearly.</summary>
    public long Bytes => IsSparse ? (8L * Rows) + (8L * _values.Count) : 4L * Rows * Columns;

    /// <param name="reference">A data set whose bins these rows are put in; null: they make their own.</param>
    public DatasetHandle CreateDataset(string parameters, DatasetHandle? reference)
    {
        var isHeld = false;
        try
        {
            reference?.DangerousAddRef(ref isHeld);
            var handle = reference?.DangerousGetHandle() ?? 0;
            return IsSparse ? CreateSparse(parameters, handle) : CreateDense(parameters, handle);
        }
        finally
        {
            if (isHeld)
            {
                reference!.DangerousRelease();
            }
        }
    }

    /// <summary>Adds what trees say of each row to its raw scores.</summary>
    /// <param name="scores">Of all rows for the first output, then for the next.</param>
    public void AddScores(Forest forest, double[] scores, int threads)
    {
        var rows = Rows;
        Parallel.For(0, (rows + _blockRows - 1) / _blockRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            var from = block * _blockRows;
            var scratch = IsSparse ? new float[Columns] : [];
            Span<double> sums = stackalloc double[Math.Min(forest.Outputs, 64)];
            if (forest.Outputs > sums.Length)
            {
                sums = new double[forest.Outputs];
            }

            for (var row = from; row < Math.Min(from + _blockRows, rows); row++)
            {
                for (var output = 0; output < sums.Length; output++)
                {
                    sums[output] = scores[((long)output * rows) + row];
                }

                forest.AddTo(IsSparse ? Fill(scratch, row) : _blocks[block].AsSpan((row - from) * Columns, Columns), sums);
                for (var output = 0; output < sums.Length; output++)
                {
                    scores[((long)output * rows) + row] = sums[output];
                }

                if (IsSparse)
                {
                    Clear(scratch, row);
                }
            }
        });
    }

    private static void Fill<T>(BinaryReader reader, List<T> list, int count)
        where T : unmanaged
    {
        CollectionsMarshal.SetCount(list, count);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list)));
    }

    private static bool IsSparseBy(IDataView view, DataViewSchema.Column vectors)
    {
        using var cursor = view.GetRowCursor([vectors]);
        var getter = cursor.GetGetter<VBuffer<float>>(vectors);
        VBuffer<float> vector = default;
        var (filled, all) = (0L, 0L);
        for (var row = 0; row < RowsToJudgeBy && cursor.MoveNext(); row++)
        {
            getter(ref vector);
            filled += vector.GetValues().Length;
            all += vector.Length;
        }

        return filled < MostSparse * all;
    }

    private void Add(in VBuffer<float> vector)
    {
        if (_starts is null)
        {
            if (Rows % _blockRows == 0)
            {
                _blocks.Add(new float[_blockRows * Columns]);
            }

            vector.CopyTo(_blocks[^1], Rows % _blockRows * Columns);
        }
        else
        {
            foreach (var (slot, value) in vector.Items())
            {
                if (value != 0)
                {
                    _slots.Add(slot);
                    _values.Add(value);
                }
            }

            _starts.Add(_values.Count);
        }

        Rows++;
    }

    private ReadOnlySpan<float> Fill(float[] scratch, int row)
    {
        for (var i = (int)_starts![row]; i < _starts[row + 1]; i++)
        {
            scratch[_slots[i]] = _values[i];
        }

        return scratch;
    }

    private void Clear(float[] scratch, int row)
    {
        for (var i = (int)_starts![row]; i < _starts[row + 1]; i++)
        {
            scratch[_slots[i]] = 0;
        }
    }

    private unsafe DatasetHandle CreateDense(string parameters, nint reference)
    {
        var pins = _blocks.ConvertAll(block => GCHandle.Alloc(block, GCHandleType.Pinned));
        try
        {
            nint[] data = [.. pins.Select(pin => pin.AddrOfPinnedObject())];
            int[] rows = [.. _blocks.Select((_, i) => Math.Min(_blockRows, Rows - (i * _blockRows)))];
            int[] rowMajor = [.. _blocks.Select(_ => 1)];
            fixed (nint* first = data)
            fixed (int* counts = rows, orders = rowMajor)
            {
                NativeLightGbm.Check(NativeLightGbm.CreateDataset(
                    data.Length, first, NativeLightGbm.Float32, counts, Columns, orders, parameters, reference, out var dataset));
                return dataset;
            }
        }
        finally
        {
            pins.ForEach(pin => pin.Free());
        }
    }

    private unsafe DatasetHandle CreateSparse(string parameters, nint reference)
    {
        fixed (long* starts = CollectionsMarshal.AsSpan(_starts))
        fixed (int* slots = CollectionsMarshal.AsSpan(_slots))
        fixed (float* values = CollectionsMarshal.AsSpan(_values))
        {
            NativeLightGbm.Check(NativeLightGbm.CreateSparseDataset(
                starts, NativeLightGbm.Int64, slots, values, NativeLightGbm.Float32, _starts!.Count, _values.Count, Columns, parameters, reference, out var dataset));
            return dataset;
        }
    }
}
