using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.DataViews;

internal sealed class ColumnarDataViewCursor : DataViewRowCursor
{
    private readonly ColumnarDataView _view;
    private readonly bool[] _active;

    // An int beside Position: getters index arrays with it, row by row and column by column.
    private int _row = -1;

    public ColumnarDataViewCursor(ColumnarDataView view, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        _view = view;
        _active = new bool[view.Columns.Count];
        foreach (var column in columnsNeeded)
        {
            _active[column.Index] = true;
        }
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _row;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        if (_row + 1 >= _view.Rows)
        {
            _row = -1;
            return false;
        }

        _row++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)_row, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var source = _view.Columns[column.Index];
        Delegate getter = source.Kind switch
        {
            ColumnarDataViewKind.Single => Getter((float[])source.Values),
            ColumnarDataViewKind.Double => Getter((double[])source.Values),
            ColumnarDataViewKind.Text => TextGetter((int[])source.Values, source.TextMemory!),
            ColumnarDataViewKind.Flag => Getter((bool[])source.Values),
            _ => Getter((uint[])source.Values),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{source.Name}' is {source.Kind}, asked for as {typeof(TValue).Name}.");
    }

    private ValueGetter<T> Getter<T>(T[] values) => (ref T value) => value = values[_row];

    private ValueGetter<ReadOnlyMemory<char>> TextGetter(int[] codes, ReadOnlyMemory<char>[] texts) =>
        (ref ReadOnlyMemory<char> value) => value = texts[codes[_row]];
}
