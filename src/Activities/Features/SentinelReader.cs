using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Looks for values at the ends of columns that by custom stand for "missing".</summary>
public static class SentinelReader
{
    /// <param name="statistics">The columns to be looked at; their ends decide which are worth a look at the rows.</param>
    public static IReadOnlyList<Sentinel> Find(
        DuckDbSession session, string parquet, IEnumerable<ColumnStatistics> statistics, CancellationToken cancellationToken)
    {
        var relation = SnapshotWriter.Relation(parquet);
        var ends = statistics
            .Where(c => c.Type is ColumnType.Integer or ColumnType.Number or ColumnType.Timestamp && c.Min < c.Max)
            .SelectMany(c => new[] { (Column: c, Value: c.Min), (Column: c, Value: c.Max) })
            .Where(end => Sentinel.IsCustomary(end.Column.Type, end.Value));
        return [.. ends.Select(end => Read(session, relation, end.Column, end.Value, cancellationToken)).Where(s => s.StandsOut)];
    }

    private static Sentinel Read(DuckDbSession session, string relation, ColumnStatistics column, double value, CancellationToken cancellationToken)
    {
        var name = column.Type == ColumnType.Timestamp ? $"epoch({Sql.Name(column.Name)})" : $"CAST({Sql.Name(column.Name)} AS DOUBLE)";
        var end = string.Create(CultureInfo.InvariantCulture, $"CAST({value:R} AS DOUBLE)");
        var isMin = value == column.Min;
        return session.Rows(
            $"SELECT count(*) FILTER (v = {end}), count(*), coalesce(min(v) FILTER (v <> {end}), {end}), coalesce(max(v) FILTER (v <> {end}), {end}) FROM (SELECT {name} AS v FROM {relation})",
            row => new Sentinel(
                column.Name, column.Type, value, row.GetInt64(0), row.GetInt64(1), row.GetDouble(isMin ? 2 : 3), row.GetDouble(isMin ? 3 : 2)),
            cancellationToken)[0];
    }
}
