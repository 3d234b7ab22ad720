using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;
using Mdlc.Learning.Drift;

namespace Mdlc.Activities.Profiles;

/// <summary>What monitoring keeps of some rows and compares: each input column by its role. The same for training rows and for a window.</summary>
public static class DriftProfile
{
    /// <summary>In memory at once, of eight bytes each; each reading of a file costs as much as its columns' names.</summary>
    private const long MostCellsAtOnce = 4_000_000;

    /// <summary>Of the rows that a model was trained on. Numbers that go on whatever happens are told from others by the rows' order.</summary>
    /// <inheritdoc cref="OfWindowAsync"/>
    public static Task<DataProfile> OfTrainingAsync(
        DuckDbSession session, string parquet, FeaturePlan plan, string? time, CancellationToken cancellationToken) =>
        OfAsync(session, parquet, plan, (column, values) => IsTime(column, time) ? "" : values is null ? null : GrowingNumbers.ReasonOf(column.Name, values), cancellationToken);

    /// <summary>
    /// Of a window, in the kinds of the reference. Reads so many columns at a time as memory may hold. Free text has no distribution worth
    /// a test and is left out; of points in time it is only counted whether they are there.
    /// </summary>
    /// <param name="parquet">Rows; a column that it lacks is left out.</param>
    public static Task<DataProfile> OfWindowAsync(
        DuckDbSession session, string parquet, FeaturePlan plan, DataProfile reference, CancellationToken cancellationToken)
    {
        var times = reference.Columns.Where(column => column.Kind == ColumnKind.Time).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return OfAsync(session, parquet, plan, (column, _) => times.Contains(column.Name) || IsTime(column, time: null) ? "" : null, cancellationToken);
    }

    /// <summary>A profile of before, when points in time and numbers of rows were kept as numbers, as one of today.</summary>
    /// <param name="time">The event-time column, if any: it may be a number that grows.</param>
    public static DataProfile Renewed(DataProfile profile, FeaturePlan plan, string? time)
    {
        var times = plan.Columns.Where(column => IsTime(column, time)).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return profile with { Columns = [.. profile.Columns.Select(Renew)] };

        ColumnProfile Renew(ColumnProfile column) =>
            column.Kind == ColumnKind.Time ? column
            : times.Contains(column.Name) ? ProfileBuilder.Times(column.Name, column.Rows, column.Missing)
            : GrowingNumbers.ReasonOf(column) is { } reason ? ProfileBuilder.Times(column.Name, column.Rows, column.Missing, reason)
            : column;
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

    /// <param name="timeOf">Why a column is one of times, by its values where it is one of numbers; empty: by its type; null: it is none.</param>
    private static async Task<DataProfile> OfAsync(
        DuckDbSession session, string parquet, FeaturePlan plan, Func<FeatureColumn, double[]?, string?> timeOf, CancellationToken cancellationToken)
    {
        var found = SnapshotSchema.Read(session, parquet, cancellationToken).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var rows = session.Scalar<long>($"SELECT count(*) FROM {SnapshotWriter.Relation(parquet)}", cancellationToken);
        var planned = plan.Columns.Where(column => found.ContainsKey(column.Name) && column.Role is not (ColumnRole.Drop or ColumnRole.Text));
        var profiles = new List<ColumnProfile>();
        foreach (var columns in planned.Chunk((int)Math.Clamp(MostCellsAtOnce / Math.Max(1, rows), 1, int.MaxValue)))
        {
            var view = await SnapshotDataView.LoadAsync(
                session, parquet, columns.Select(column => AsProfiled(found[column.Name], IsText(column, timeOf))), cancellationToken: cancellationToken);
            var made = new ColumnProfile[columns.Length];
            Parallel.For(0, columns.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => made[i] = Of(view, columns[i], timeOf));
            profiles.AddRange(made);
        }

        return new DataProfile(rows, profiles);
    }

    private static ColumnProfile Of(ColumnarDataView view, FeatureColumn column, Func<FeatureColumn, double[]?, string?> timeOf)
    {
        var values = view[column.Name];
        if (IsText(column, timeOf))
        {
            return ProfileBuilder.Categorical(column.Name, Enumerable.Range(0, view.Rows).Select(values.TextOf));
        }

        var numbers = ((double[])values.Values)[..view.Rows];
        var profile = ProfileBuilder.Numeric(column.Name, numbers);
        return timeOf(column, numbers) is { } reason
            ? ProfileBuilder.Times(column.Name, profile.Rows, profile.Missing, reason.Length == 0 ? null : reason)
            : profile;
    }

    private static SnapshotDataViewColumn AsProfiled(SnapshotColumn column, bool isText) =>
        new(column.Name, column.Type, isText ? ColumnarDataViewKind.Text : ColumnarDataViewKind.Double);

    private static bool IsText(FeatureColumn column, Func<FeatureColumn, double[]?, string?> timeOf) =>
        column.Role is ColumnRole.Category or ColumnRole.Hash or ColumnRole.Boolean or ColumnRole.Target or ColumnRole.Ordinal or ColumnRole.Native && timeOf(column, null) is null;

    private static bool IsTime(FeatureColumn column, string? time) => column.Role switch
    {
        ColumnRole.Drop or ColumnRole.Text => false,
        ColumnRole.Date => true,
        _ => column.Type == ColumnType.Timestamp || (column.Name == time && column.Role == ColumnRole.Numeric),
    };
}
