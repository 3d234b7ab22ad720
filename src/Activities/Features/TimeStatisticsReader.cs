using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Reads how columns of times, or of numbers, run through a snapshot's rows.</summary>
public static class TimeStatisticsReader
{
    public static IReadOnlyList<TimeStatistics> Read(
        DuckDbSession session, string parquet, IEnumerable<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var relation = SnapshotWriter.Relation(parquet);
        return [.. columns.Select(c => Read(session, relation, c, cancellationToken))];
    }

    private static TimeStatistics Read(DuckDbSession session, string relation, SnapshotColumn column, CancellationToken cancellationToken)
    {
        var name = Sql.Name(column.Name);
        var (isRising, isFalling) = (true, true);
        double? before = null;
        session.ForEach(
            $"SELECT CAST({(column.Type == ColumnType.Timestamp ? $"epoch_us({name})" : name)} AS DOUBLE) FROM {relation} WHERE {name} IS NOT NULL",
            row =>
            {
                // Microseconds since 1970 are exact as doubles for 285 years on either side.
                var time = row.GetDouble(0);
                isRising &= before is null || time >= before;
                isFalling &= before is null || time <= before;
                before = time;
            },
            cancellationToken);
        var counts = $"SELECT count(*) AS n FROM {relation} WHERE {name} IS NOT NULL GROUP BY {name}";
        return session.Rows(
            $"SELECT count(*), coalesce(CAST(sum(n) AS BIGINT), 0), coalesce(max(n), 0), coalesce(CAST(sum(n) FILTER (n > 1) AS BIGINT), 0), (SELECT count(*) FROM {relation}) FROM ({counts})",
            row => new TimeStatistics(
                column.Name, row.GetInt64(4), row.GetInt64(4) - row.GetInt64(1), isRising, isFalling, row.GetInt64(0), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken)[0];
    }
}
