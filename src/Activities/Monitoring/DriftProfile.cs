using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Drift;

namespace Mdlc.Activities.Monitoring;

/// <summary>What monitoring keeps of some rows and compares: each input column by its role. The same for training rows and for a window.</summary>
public static class DriftProfile
{
    /// <summary>Reads column by column, so that memory holds one at a time. Free text has no distribution worth a test and is left out.</summary>
    /// <param name="parquet">Rows; a column that it lacks is left out.</param>
    public static async Task<DataProfile> OfAsync(
        DuckDbSession session, string parquet, FeaturePlan plan, CancellationToken cancellationToken)
    {
        var found = SnapshotSchema.Read(session, parquet, cancellationToken).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var profiles = new List<ColumnProfile>();
        var rows = 0;
        foreach (var column in plan.Columns.Where(column => KindOf(column.Role) is not null && found.ContainsKey(column.Name)))
        {
            var isNumeric = KindOf(column.Role) == ColumnKind.Numeric;
            var wanted = new SnapshotDataViewColumn(
                column.Name, found[column.Name].Type, isNumeric ? ColumnarDataViewKind.Double : ColumnarDataViewKind.Text);
            var view = await SnapshotDataView.LoadAsync(session, parquet, [wanted], cancellationToken: cancellationToken);
            rows = view.Rows;
            var values = view[column.Name];
            profiles.Add(isNumeric
                ? ProfileBuilder.Numeric(column.Name, ((double[])values.Values).AsSpan(0, rows))
                : ProfileBuilder.Categorical(column.Name, Enumerable.Range(0, rows).Select(values.TextOf)));
        }

        return new DataProfile(rows, profiles);
    }

    private static ColumnKind? KindOf(ColumnRole role) => role switch
    {
        ColumnRole.Numeric or ColumnRole.Date => ColumnKind.Numeric,
        ColumnRole.Category or ColumnRole.Hash or ColumnRole.Boolean => ColumnKind.Categorical,
        _ => null,
    };
}
