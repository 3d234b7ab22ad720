using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>
/// Reads from the training rows what the planner decides by: one pass for all columns, one over a bounded head of each text column, one for the
/// order of a bounded head's numbers, two over numbers, and one over each column that rises in all of it.
/// </summary>
public static class FeatureStatisticsReader
{
    /// <summary>Fields of a column in the pass over all of them.</summary>
    private const int PerColumn = 5;

    public static IReadOnlyList<FeatureStatistics> Read(
        DuckDbSession session, string parquet, IEnumerable<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var wanted = columns.ToArray();
        var relation = SnapshotWriter.Relation(parquet);
        var statistics = Totals(session, relation, wanted, cancellationToken)
            .Select(s => WithHead(session, relation, s, cancellationToken))
            .Select(s => s with { Numbers = NumberSampleReader.Read(session, relation, s, cancellationToken) })
            .ToList();
        var rising = RisingColumns.Find(session, parquet, statistics, cancellationToken);
        return [.. statistics.Select(s => s with { Rising = rising.Contains(s.Name) })];
    }

    private static FeatureStatistics[] Totals(
        DuckDbSession session, string relation, SnapshotColumn[] columns, CancellationToken cancellationToken)
    {
        if (columns.Length == 0)
        {
            return [];
        }

        var fields = columns.Select(Fields);
        return session.Rows($"SELECT count(*), {string.Join(", ", fields)} FROM {relation}", row => Array.ConvertAll(
            Enumerable.Range(0, columns.Length).ToArray(),
            i => new FeatureStatistics
            {
                Name = columns[i].Name,
                Type = columns[i].Type,
                Rows = row.GetInt64(0),
                Missing = row.GetInt64(0) - row.GetInt64((PerColumn * i) + 1),
                Constant = row.GetBoolean((PerColumn * i) + 2),
                Min = row.IsDBNull((PerColumn * i) + 3) ? double.NaN : row.GetDouble((PerColumn * i) + 3),
                Max = row.IsDBNull((PerColumn * i) + 4) ? double.NaN : row.GetDouble((PerColumn * i) + 4),
                Whole = row.GetBoolean((PerColumn * i) + 5),
            }), cancellationToken)[0];
    }

    private static string Fields(SnapshotColumn column)
    {
        var name = Sql.Name(column.Name);
        var (min, max, whole) = column.Type switch
        {
            ColumnType.Integer => ($"CAST(min({name}) AS DOUBLE)", $"CAST(max({name}) AS DOUBLE)", "true"),
            ColumnType.Number => ($"min({name})", $"max({name})", $"coalesce(bool_and({name} = floor({name})), false)"),
            _ => ("CAST(NULL AS DOUBLE)", "CAST(NULL AS DOUBLE)", "false"),
        };
        return $"count({name}), min({name}) IS NOT DISTINCT FROM max({name}), {min}, {max}, {whole}";
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
