using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Trees;

/// <summary>A row with what the trees say of it behind its own columns.</summary>
internal sealed class TreeScoredRow(DataViewRow input, DataViewSchema schema, TreeGetters getters, HashSet<int> active) : DataViewRow
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => GetterOf<TValue>(input, getters, column);

    internal static ValueGetter<TValue> GetterOf<TValue>(DataViewRow input, TreeGetters getters, DataViewSchema.Column column) =>
        column.Index < input.Schema.Count
            ? input.GetGetter<TValue>(input.Schema[column.Index])
            : getters.Of(column.Name) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, asked for as {typeof(TValue).Name}.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
