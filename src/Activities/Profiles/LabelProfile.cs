using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Drift;

namespace Mdlc.Activities.Profiles;

/// <summary>What the label of some rows holds: numbers where they are learnt as such, else values.</summary>
internal static class LabelProfile
{
    /// <param name="parquet">Rows with the label.</param>
    public static async Task<ColumnProfile> OfAsync(DuckDbSession session, string parquet, ModelSpec spec, CancellationToken cancellationToken)
    {
        var column = SnapshotSchema.Read(session, parquet, cancellationToken).Single(column => column.Name == spec.Label);
        var isNumber = spec.Task == ModelTask.Regression && column.Type is ColumnType.Integer or ColumnType.Number;
        var view = await SnapshotDataView.LoadAsync(
            session, parquet, [new SnapshotDataViewColumn(column.Name, column.Type, isNumber ? ColumnarDataViewKind.Double : ColumnarDataViewKind.Text)], cancellationToken: cancellationToken);
        return Of(view[spec.Label], view.Rows);
    }

    /// <param name="rows">The first ones of the column; it may have room for more.</param>
    public static ColumnProfile Of(ColumnarDataViewColumn label, int rows) => label.Values is double[] numbers
        ? ProfileBuilder.Numeric(label.Name, numbers.AsSpan(0, rows))
        : ProfileBuilder.Categorical(label.Name, Enumerable.Range(0, rows).Select(label.TextOf));
}
