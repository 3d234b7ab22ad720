using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Trees;

/// <summary>Rows with what the trees say of them.</summary>
internal sealed class TreeScoredView(TreeRowMapper mapper, IDataView rows) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => rows.CanShuffle;

    public long? GetRowCount() => rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToList();
        return CursorOver(rows.GetRowCursor(mapper.GetDependencies(needed), rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = columnsNeeded.ToList();
        return Array.ConvertAll(rows.GetRowCursorSet(mapper.GetDependencies(needed), n, rand), cursor => CursorOver(cursor, needed));
    }

    private Cursor CursorOver(DataViewRowCursor cursor, List<DataViewSchema.Column> needed) =>
        new(cursor, mapper, [.. needed.Select(column => column.Index)]);

    private sealed class Cursor(DataViewRowCursor input, TreeRowMapper mapper, HashSet<int> active) : DataViewRowCursor
    {
        // Only where they are asked for is the vector there to be read.
        private TreeGetters? _getters;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Index < input.Schema.Count
            ? input.GetGetter<TValue>(input.Schema[column.Index])
            : TreeScoredRow.GetterOf<TValue>(input, _getters ??= mapper.GettersOver(input), column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
