using System.Collections;
using System.Text;
using Apache.Arrow;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.DataViews;

/// <summary>Collects one column from Arrow batches.</summary>
internal abstract class SnapshotDataViewLoader(string name)
{
    protected string Name { get; } = name;

    public static SnapshotDataViewLoader For(SnapshotDataViewColumn column, int rows) => (column.Kind, column.Type) switch
    {
        (ColumnarDataViewKind.Single, _) => new SingleLoader(column.Name, rows, column.Rescaling),
        (ColumnarDataViewKind.Double, _) => new DoubleLoader(column.Name, rows),
        (ColumnarDataViewKind.Text, ColumnType.Text) => new TextLoader(column.Name, rows),
        (ColumnarDataViewKind.Text, _) => new FormattedLoader(column.Name, column.Type, rows),
        _ => throw new ArgumentException($"A snapshot's column is loaded as Single, Double or Text; '{column.Name}' asks for {column.Kind}."),
    };

    /// <param name="start">Number of the batch's first row in the file.</param>
    public abstract void Append(IArrowArray array, int start, BitArray? keep);

    public abstract ColumnarDataViewColumn ToColumn();

    private static int CopyNumbers<T>(ReadOnlySpan<T> source, T[] target, int at, int start, BitArray? keep)
    {
        if (keep is null)
        {
            source.CopyTo(target.AsSpan(at));
            return at + source.Length;
        }

        for (var i = 0; i < source.Length; i++)
        {
            if (keep[start + i])
            {
                target[at++] = source[i];
            }
        }

        return at;
    }

    private sealed class SingleLoader(string name, int rows, Rescaling rescaling) : SnapshotDataViewLoader(name)
    {
        private readonly float[] _values = new float[rows];
        private int _count;

        public override void Append(IArrowArray array, int start, BitArray? keep)
        {
            if (array is Int64Array integers)
            {
                Append(integers, start, keep);
                return;
            }

            var numbers = ((DoubleArray)array).Values;
            for (var i = 0; i < numbers.Length; i++)
            {
                if (keep is null || keep[start + i])
                {
                    _values[_count++] = rescaling.ToSingle(numbers[i]);
                }
            }
        }

        public override ColumnarDataViewColumn ToColumn() => ColumnarDataViewColumn.OfSingles(Name, _values);

        private void Append(Int64Array integers, int start, BitArray? keep)
        {
            for (var i = 0; i < integers.Length; i++)
            {
                if (keep is null || keep[start + i])
                {
                    _values[_count++] = integers.GetValue(i) is { } whole ? rescaling.ToSingle(whole) : float.NaN;
                }
            }
        }
    }

    private sealed class DoubleLoader(string name, int rows) : SnapshotDataViewLoader(name)
    {
        private readonly double[] _values = new double[rows];
        private int _count;

        public override void Append(IArrowArray array, int start, BitArray? keep) =>
            _count = CopyNumbers(((DoubleArray)array).Values, _values, _count, start, keep);

        public override ColumnarDataViewColumn ToColumn() => ColumnarDataViewColumn.OfDoubles(Name, _values);
    }

    /// <summary>Texts as codes into a dictionary; the empty text, which is also the missing one, is code 0.</summary>
    private abstract class DictionaryLoader(string name, int rows) : SnapshotDataViewLoader(name)
    {
        private readonly int[] _codes = new int[rows];
        private readonly List<string> _texts = [""];
        private int _count;

        public override void Append(IArrowArray array, int start, BitArray? keep)
        {
            for (var i = 0; i < array.Length; i++)
            {
                if (keep is null || keep[start + i])
                {
                    _codes[_count++] = array.IsNull(i) ? 0 : CodeOf(array, i);
                }
            }
        }

        public override ColumnarDataViewColumn ToColumn() => ColumnarDataViewColumn.OfTexts(Name, _codes, _texts);

        protected abstract int CodeOf(IArrowArray array, int index);

        protected int Add(string text)
        {
            _texts.Add(text);
            return _texts.Count - 1;
        }
    }

    private sealed class TextLoader : DictionaryLoader
    {
        private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal) { [""] = 0 };
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private char[] _buffer = new char[256];

        public TextLoader(string name, int rows)
            : base(name, rows) => _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();

        protected override int CodeOf(IArrowArray array, int index)
        {
            var bytes = ((StringArray)array).GetBytes(index);
            if (_buffer.Length < bytes.Length)
            {
                _buffer = new char[bytes.Length * 2];
            }

            var text = _buffer.AsSpan(0, Encoding.UTF8.GetChars(bytes, _buffer));
            if (!_lookup.TryGetValue(text, out var code))
            {
                code = Add(text.ToString());
                _lookup[text] = code;
            }

            return code;
        }
    }

    private sealed class FormattedLoader(string name, ColumnType type, int rows) : DictionaryLoader(name, rows)
    {
        // By the value's bits: formatting is the dear part.
        private readonly Dictionary<long, int> _index = [];

        protected override int CodeOf(IArrowArray array, int index)
        {
            var bits = array switch
            {
                Int64Array integers => integers.GetValue(index)!.Value,
                DoubleArray numbers => BitConverter.DoubleToInt64Bits(numbers.GetValue(index)!.Value),
                BooleanArray booleans => booleans.GetValue(index)!.Value ? 1 : 0,
                _ => throw new InvalidOperationException($"Column '{Name}' of type {type} came as {array.GetType().Name}."),
            };
            if (!_index.TryGetValue(bits, out var code))
            {
                _index.Add(bits, code = Add(Format(bits)));
            }

            return code;
        }

        private string Format(long bits) => type switch
        {
            ColumnType.Integer => CanonicalText.Of(bits),
            ColumnType.Number => CanonicalText.Of(BitConverter.Int64BitsToDouble(bits)),
            ColumnType.Boolean => CanonicalText.Of(bits != 0),
            _ => CanonicalText.OfTimestamp(bits),
        };
    }
}
