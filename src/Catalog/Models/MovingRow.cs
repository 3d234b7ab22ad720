using Mdlc.Catalog.DataViews;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.Models;

/// <summary>One row of columns in memory, which is now this row and now that, of these columns and then of others of the same shapes.</summary>
internal sealed class MovingRow(DataViewSchema schema) : DataViewRow
{
    private ColumnarDataViewColumn[] _columns = [];
    private int _row;

    // Never the same for two rows, whatever columns they are of: mappers keep what they computed until the position changes.
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public void Bind(ColumnarDataViewColumn[] columns) => _columns = columns;

    public void MoveTo(int row)
    {
        _row = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var index = column.Index;
        Delegate getter = column.Type switch
        {
            NumberDataViewType { RawType: { } type } when type == typeof(float) =>
                (ValueGetter<float>)((ref float value) => value = ((float[])_columns[index].Values)[_row]),
            NumberDataViewType => (ValueGetter<double>)((ref double value) => value = ((double[])_columns[index].Values)[_row]),
            _ => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
                value = _columns[index].TextMemory![((int[])_columns[index].Values)[_row]]),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, asked for as {typeof(TValue).Name}.");
    }
}
