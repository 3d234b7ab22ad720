using System.Collections;
using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;

namespace Mdlc.Activities.Evaluation;

/// <summary>Finds among the candidate's test rows those that an earlier model was not trained on either, from that model's own split recipe.</summary>
/// <param name="Keep">By row number; null when they cannot be told.</param>
/// <param name="Obstacle">Why they cannot; null when they can.</param>
internal sealed record UnseenRows(BitArray? Keep, string? Obstacle)
{
    /// <param name="test">The candidate's test rows.</param>
    /// <param name="earlier">The earlier model's spec.</param>
    /// <param name="document">The earlier model's evaluation.</param>
    public static async Task<UnseenRows> FindAsync(
        DuckDbSession session,
        string test,
        IReadOnlyList<SnapshotColumn> columns,
        SplitSpec candidate,
        ModelSpec earlier,
        EvaluationDocument document,
        CancellationToken cancellationToken) => earlier.Split.By switch
    {
        SplitKind.Hash => await ByHashAsync(session, test, columns, earlier.Split, document, cancellationToken),
        SplitKind.Time => ByTime(session, test, columns, earlier.Time, document.Cutoff, cancellationToken),
        _ when candidate.By == SplitKind.File => new UnseenRows(new BitArray(Count(session, test, cancellationToken), true), null),
        _ => Impossible("it was trained on a whole file, and the candidate's test rows are not a file of their own"),
    };

    private static async Task<UnseenRows> ByHashAsync(
        DuckDbSession session,
        string test,
        IReadOnlyList<SnapshotColumn> columns,
        SplitSpec split,
        EvaluationDocument document,
        CancellationToken cancellationToken)
    {
        var key = split.Key.Count > 0 ? columns.Where(column => split.Key.Contains(column.Name)).ToList() : columns;
        var missing = split.Key.Except(columns.Select(column => column.Name)).ToList();
        if (missing.Count > 0)
        {
            return Impossible($"the split's key {string.Join(", ", missing)} is not among the columns any more");
        }

        if (split.Key.Count == 0 && Changed(document.Columns, columns) is { } change)
        {
            return Impossible($"the columns have changed ({change}) and the split has no key");
        }

        var keep = new BitArray(Count(session, test, cancellationToken));
        await SnapshotRowHash.ForSplit(split, key).VisitAsync(session, test, (row, hash) => keep[row] = split.IsTest(hash), cancellationToken);
        return new UnseenRows(keep, null);
    }

    private static UnseenRows ByTime(
        DuckDbSession session,
        string test,
        IReadOnlyList<SnapshotColumn> columns,
        string? time,
        DateTimeOffset? cutoff,
        CancellationToken cancellationToken)
    {
        if (time is null || cutoff is not { } from || columns.All(column => column.Name != time))
        {
            return Impossible($"the event time '{time}' by which it was split is not among the columns any more");
        }

        var microseconds = (from - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var later = session.Rows(
            string.Create(CultureInfo.InvariantCulture, $"SELECT {TimeOf(time, columns)} >= {microseconds} FROM {SnapshotWriter.Relation(test)}"),
            row => !row.IsDBNull(0) && row.GetBoolean(0),
            cancellationToken);
        return new UnseenRows(new BitArray([.. later]), null);
    }

    /// <summary>The first event time of the rows; null where the split is not by time.</summary>
    public static DateTimeOffset? CutoffOf(DuckDbSession session, string test, ModelSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Split.By != SplitKind.Time || spec.Time is not { } time)
        {
            return null;
        }

        var expression = TimeOf(time, SnapshotSchema.Read(session, test, cancellationToken));
        var microseconds = session.Scalar<long>($"SELECT min({expression}) FROM {SnapshotWriter.Relation(test)}", cancellationToken);
        return DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
    }

    // A time column may also be a plain number that grows, such as a day's; it then counts as microseconds, which keeps its order.
    private static string TimeOf(string time, IReadOnlyList<SnapshotColumn> columns) =>
        columns.First(column => column.Name == time).Type == ColumnType.Timestamp ? $"epoch_us({Sql.Name(time)})" : $"({Sql.Name(time)}::DOUBLE)";

    // Integers and floats hash alike, so a change between them is none.
    private static string? Changed(IReadOnlyList<SnapshotColumn> before, IReadOnlyList<SnapshotColumn> now)
    {
        var then = before.Select(Shape).ToHashSet();
        var present = now.Select(Shape).ToHashSet();
        var gone = then.Except(present).Select(shape => $"-{shape.Name}");
        var come = present.Except(then).Select(shape => $"+{shape.Name}");
        var changes = gone.Concat(come).ToList();
        return changes.Count == 0 ? null : string.Join(", ", changes);
    }

    private static (string Name, ColumnType Type) Shape(SnapshotColumn column) =>
        (column.Name, column.Type == ColumnType.Integer ? ColumnType.Number : column.Type);

    private static int Count(DuckDbSession session, string test, CancellationToken cancellationToken) =>
        session.Scalar<int>($"SELECT count(*) FROM {SnapshotWriter.Relation(test)}", cancellationToken);

    private static UnseenRows Impossible(string obstacle) => new(null, obstacle);
}
