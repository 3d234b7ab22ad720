using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;
using Mdlc.Learning.Drift;

namespace Mdlc.Activities.Monitoring;

/// <summary>What monitoring keeps of some rows and compares: each input column by its role. The same for training rows and for a window.</summary>
public static class DriftProfile
{
    /// <summary>
    /// Reads column by column, so that memory holds one at a time. Free text has no distribution worth a test and is left out; of points in time
    /// it is only counted whether they are there.
    /// </summary>
    /// <param name="parquet">Rows; a column that it lacks is left out.</param>
    /// <param name="time">The event-time column, if any: it may be a number that grows.</param>
    public static async Task<DataProfile> OfAsync(
        DuckDbSession session, string parquet, FeaturePlan plan, string? time, CancellationToken cancellationToken)
    {
        var found = SnapshotSchema.Read(session, parquet, cancellationToken).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var rows = session.Scalar<long>($"SELECT count(*) FROM {SnapshotWriter.Relation(parquet)}", cancellationToken);
        var profiles = new List<ColumnProfile>();
        foreach (var column in plan.Columns.Where(column => found.ContainsKey(column.Name)))
        {
            if (KindOf(column, time) is { } kind)
            {
                profiles.Add(await OfAsync(session, parquet, found[column.Name], kind, cancellationToken));
            }
        }

        return new DataProfile(rows, profiles);
    }

    /// <summary>A profile of before, when points in time were kept as numbers, as one of today.</summary>
    public static DataProfile Renewed(DataProfile profile, FeaturePlan plan, string? time)
    {
        var times = plan.Columns.Where(column => KindOf(column, time) == ColumnKind.Time).Select(column => column.Name).ToHashSet();
        return profile with
        {
            Columns = [.. profile.Columns.Select(column => times.Contains(column.Name) && column.Kind != ColumnKind.Time ? ProfileBuilder.Times(column.Name, column.Rows, column.Missing) : column)],
        };
    }

    /// <summary>Records that could not be read, by column.</summary>
    public static IReadOnlyDictionary<string, long> UnreadableOf(IEnumerable<RejectionReason> reasons)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var reason in reasons)
        {
            var column = reason.Column ?? DataProfile.WholeRecord;
            counts[column] = counts.GetValueOrDefault(column) + reason.Records;
        }

        return counts;
    }

    private static async Task<ColumnProfile> OfAsync(
        DuckDbSession session, string parquet, SnapshotColumn column, ColumnKind kind, CancellationToken cancellationToken)
    {
        var shape = kind == ColumnKind.Categorical ? ColumnarDataViewKind.Text : ColumnarDataViewKind.Double;
        var view = await SnapshotDataView.LoadAsync(
            session, parquet, [new SnapshotDataViewColumn(column.Name, column.Type, shape)], cancellationToken: cancellationToken);
        var values = view[column.Name];
        if (kind == ColumnKind.Categorical)
        {
            return ProfileBuilder.Categorical(column.Name, Enumerable.Range(0, view.Rows).Select(values.TextOf));
        }

        var numbers = ((double[])values.Values).AsSpan(0, view.Rows);
        var profile = ProfileBuilder.Numeric(column.Name, numbers);
        return kind == ColumnKind.Time ? ProfileBuilder.Times(column.Name, profile.Rows, profile.Missing) : profile;
    }

    private static ColumnKind? KindOf(FeatureColumn column, string? time) => column.Role switch
    {
        ColumnRole.Drop => null,
        ColumnRole.Date => ColumnKind.Time,
        _ when column.Type == ColumnType.Timestamp || (column.Name == time && column.Role == ColumnRole.Numeric) => ColumnKind.Time,
        ColumnRole.Numeric => ColumnKind.Numeric,
        ColumnRole.Category or ColumnRole.Hash or ColumnRole.Boolean => ColumnKind.Categorical,
        _ => null,
    };
}
