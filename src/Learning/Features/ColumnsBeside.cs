using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Features;

/// <summary>Rows with more columns of numbers beside their own. Rows come in one order only, that in which the columns were made.</summary>
internal sealed class ColumnsBeside : IDataView
{
    private readonly IDataView _rows;
    private readonly IReadOnlyList<MadeColumn> _more;

    public ColumnsBeside(IDataView rows, IReadOnlyList<MadeColumn> more)
    {
        (_rows, _more) = (rows, more);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(rows.Schema);
        foreach (var column in more)
        {
            builder.AddColumn(column.Name, NumberDataViewType.Single);
        }

        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var own = columnsNeeded.Where(column => column.Index < _rows.Schema.Count).Select(column => _rows.Schema[column.Index]);
        return new Cursor(this, _rows.GetRowCursor(own));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ColumnsBeside view, DataViewRowCursor rows) : DataViewRowCursor
    {
        private int _row = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index >= view._rows.Schema.Count || rows.IsColumnActive(view._rows.Schema[column.Index]);

        public override bool MoveNext()
        {
            _row++;
            return rows.MoveNext();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var own = view._rows.Schema.Count;
            if (column.Index < own)
            {
                return rows.GetGetter<TValue>(view._rows.Schema[column.Index]);
            }

            var of = view._more[column.Index - own].Of;
            return (ValueGetter<float>)((ref float value) => value = of(_row)) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, asked for as {typeof(TValue).Name}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rows.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
