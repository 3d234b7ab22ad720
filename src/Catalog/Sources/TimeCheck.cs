using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources;

/// <summary>
/// Whether a snapshot's event time is one, asked where the file it came from can still be named: as text, rows would be put in the order of
/// their letters. The first rules did not ask.
/// </summary>
internal static class TimeCheck
{
    private const int Shown = 3;

    /// <param name="relation">What stands behind FROM to read the snapshot.</param>
    /// <exception cref="FaultException">The column is neither of times nor of numbers, or has gaps where every row needs a time.</exception>
    public static void Require(
        DuckDbSession session, string relation, SnapshotRef snapshot, SourceRequest request, CancellationToken cancellationToken)
    {
        if (request.Time is not { } time || request.Source.Rules == ReadingRules.First || snapshot.Columns.FirstOrDefault(c => c.Name == time) is not { } column)
        {
            return;
        }

        if (column.Type is ColumnType.Text or ColumnType.Boolean)
        {
            throw NoTime(session, relation, column, request.Source.Path, cancellationToken);
        }

        if (request.RequiresTimes && column.Type != ColumnType.Timestamp)
        {
            RequireRange(session, relation, column, request.Source.Path, cancellationToken);
        }

        var missing = request.RequiresTimes
            ? session.Scalar<long>($"SELECT count(*) FROM {relation} WHERE {Sql.Name(time)} IS NULL", cancellationToken)
            : 0;
        if (missing > 0)
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Source.Path}: {missing} of {snapshot.Rows} rows have no value in '{time}', by which they are to be split; expected a time in each. "
                + $"Fill them in, take them out by an expectation ({{column: {time}, notNull: true}}), or split by hash."));
        }
    }

    /// <summary>A number counts as microseconds since 1970 where a moment is made of it.</summary>
    private static void RequireRange(DuckDbSession session, string relation, SnapshotColumn column, string path, CancellationToken cancellationToken)
    {
        const double Least = -62_135_596_800e6, Most = 253_402_300_799e6;
        var ends = session.Rows(
            $"SELECT CAST(min({Sql.Name(column.Name)}) AS DOUBLE), CAST(max({Sql.Name(column.Name)}) AS DOUBLE) FROM {relation} HAVING count({Sql.Name(column.Name)}) > 0",
            row => (Min: row.GetDouble(0), Max: row.GetDouble(1)),
            cancellationToken);
        if (ends is [var (min, max)] && (min < Least || max > Most))
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: column '{column.Name}', the event time (time), holds numbers from {min:R} to {max:R}, expected such between {Least:R} and {Most:R}: "
                + $"seconds, milliseconds or microseconds, not nanoseconds. Divide them, or name another column as time."));
        }
    }

    private static FaultException NoTime(
        DuckDbSession session, string relation, SnapshotColumn column, string path, CancellationToken cancellationToken)
    {
        var name = Sql.Name(column.Name);
        var values = session.Rows(
            $"SELECT v FROM (SELECT CAST({name} AS VARCHAR) AS v, row_number() OVER () AS n FROM {relation} WHERE {name} IS NOT NULL) GROUP BY v ORDER BY min(n) LIMIT {Shown}",
            row => $"'{row.GetString(0)}'",
            cancellationToken);
        return FaultException.InData(
            $"{path}: column '{column.Name}', the event time (time), was read as {(column.Type == ColumnType.Text ? "text" : "true or false")}: found {string.Join(", ", values)}; "
            + $"expected points in time or numbers, which have an order in time. Say how it is written (source.formats: {{{column.Name}: dd/MM/yyyy}}, in .NET's tokens) and "
            + $"source.types: {{{column.Name}: timestamp}}, mend the values that are no times, or name another column as time.");
    }
}
