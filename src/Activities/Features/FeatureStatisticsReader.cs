using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Reads from the training rows what the planner decides by: one pass for all columns, one over a bounded head of each text column, and two over numbers.</summary>
public static class FeatureStatisticsReader
{
    public static IReadOnlyList<FeatureStatistics> Read(
        DuckDbSession session, string parquet, IEnumerable<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var wanted = columns.ToArray();
        var relation = SnapshotWriter.Relation(parquet);
        return
        [
            .. Totals(session, relation, wanted, cancellationToken)
                .Select(s => WithHead(session, relation, s, cancellationToken))
                .Select(s => s with { Numbers = NumberSampleReader.Read(session, relation, s, cancellationToken) }),
        ];
    }

    private static FeatureStatistics[] Totals(
        DuckDbSession session, string relation, SnapshotColumn[] columns, CancellationToken cancellationToken)
    {
        if (columns.Length == 0)
        {
            return [];
        }

        var fields = columns.Select(column => Sql.Name(column.Name)).Select(name => $"count({name}), min({name}) IS NOT DISTINCT FROM max({name})");
        return session.Rows($"SELECT count(*), {string.Join(", ", fields)} FROM {relation}", row => Array.ConvertAll(
            Enumerable.Range(0, columns.Length).ToArray(),
            i => new FeatureStatistics
            {
                Name = columns[i].Name,
                Type = columns[i].Type,
                Rows = row.GetInt64(0),
                Missing = row.GetInt64(0) - row.GetInt64((2 * i) + 1),
                Constant = row.GetBoolean((2 * i) + 2),
            }), cancellationToken)[0];
    }

    private static FeatureStatistics WithHead(
        DuckDbSession session, string relation, FeatureStatistics column, CancellationToken cancellationToken)
    {
        var name = Sql.Name(column.Name);
        var head = string.Create(
            CultureInfo.InvariantCulture, $"(SELECT {name} AS v FROM {relation} WHERE {name} IS NOT NULL LIMIT {FeatureStatistics.HeadRows})");
        return column.Type switch
        {
            ColumnType.Text => session.Rows(
                $"SELECT count(*), count(DISTINCT v), coalesce(avg(length(v)), 0), coalesce(avg(1 + length(v) - length(replace(v, ' ', ''))), 0) FROM {head}",
                row => column with
                {
                    HeadValues = row.GetInt64(0),
                    HeadDistinct = row.GetInt64(1),
                    MeanLength = row.GetDouble(2),
                    MeanWords = row.GetDouble(3),
                },
                cancellationToken)[0],
            ColumnType.Integer => session.Rows(
                $"SELECT count(*), count(DISTINCT v) FROM {head}",
                row => column with { HeadValues = row.GetInt64(0), HeadDistinct = row.GetInt64(1) },
                cancellationToken)[0],
            _ => column,
        };
    }
}
