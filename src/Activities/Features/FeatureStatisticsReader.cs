using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>
/// Reads from the training rows what the planner decides by: some columns at a time, one pass over all rows and one over a bounded head; then a pass
/// over a head for the order of numbers, two over numbers, and one over each column that rises in all of it. A query for each column would bind all
/// columns of the file each time: of many columns that is most of the work.
/// </summary>
public static class FeatureStatisticsReader
{
    /// <summary>Columns of one query.</summary>
    private const int AtOnce = 100;

    /// <summary>Fields of a column in the pass over all rows.</summary>
    private const int PerColumn = 6;

    /// <summary>Fields of a column in the pass over the head.</summary>
    private const int PerHead = 4;

    public static IReadOnlyList<FeatureStatistics> Read(
        DuckDbSession session, string parquet, IEnumerable<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var relation = SnapshotWriter.Relation(parquet);
        var totals = columns.Chunk(AtOnce).SelectMany(some => Totals(session, relation, some, cancellationToken)).ToList();
        var heads = WithHeads(session, relation, totals, cancellationToken);
        var numbers = NumberSampleReader.Read(session, parquet, heads, cancellationToken);
        List<FeatureStatistics> statistics = [.. heads.Select(s => s with { Numbers = numbers.GetValueOrDefault(s.Name) })];
        var rising = RisingColumns.Find(session, parquet, statistics, cancellationToken);
        return [.. statistics.Select(s => s with { Rising = rising.Contains(s.Name) })];
    }

    private static FeatureStatistics[] Totals(
        DuckDbSession session, string relation, SnapshotColumn[] columns, CancellationToken cancellationToken)
    {
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
                WholeDays = row.GetInt32((PerColumn * i) + 6) == 2,
                WholeHours = row.GetInt32((PerColumn * i) + 6) >= 1,
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
        return $"count({name}), min({name}) IS NOT DISTINCT FROM max({name}), {min}, {max}, {whole}, {Coarseness(column, name)}";
    }

    /// <summary>2: whole days, 1: whole hours, 0: finer, or no time.</summary>
    private static string Coarseness(SnapshotColumn column, string name) => column.Type == ColumnType.Timestamp
        ? $"CASE WHEN coalesce(bool_and(epoch_us({name}) % 86400000000 = 0), false) THEN 2 WHEN coalesce(bool_and(epoch_us({name}) % 3600000000 = 0), false) THEN 1 ELSE 0 END"
        : "0";

    private static List<FeatureStatistics> WithHeads(
        DuckDbSession session, string relation, List<FeatureStatistics> columns, CancellationToken cancellationToken)
    {
        var looked = columns.Where(column => column.Type is ColumnType.Text or ColumnType.Integer).ToList();
        var head = string.Create(CultureInfo.InvariantCulture, $"(FROM {relation} LIMIT {FeatureStatistics.HeadRows})");
        var found = looked.Chunk(AtOnce)
            .SelectMany(some => session.Rows(
                $"SELECT {string.Join(", ", some.Select(column => HeadFields(column, Sql.Name(column.Name))))} FROM {head}",
                row => some.Select((column, i) => WithHead(column, row, PerHead * i)).ToList(),
                cancellationToken)[0])
            .ToDictionary(column => column.Name, StringComparer.Ordinal);
        return [.. columns.Select(column => found.TryGetValue(column.Name, out var with) ? Complete(with) : column)];

        // Missing values may have left the first rows with fewer values than are looked at.
        FeatureStatistics Complete(FeatureStatistics column) =>
            column.HeadValues >= Math.Min(FeatureStatistics.HeadRows, column.Rows - column.Missing) ? column : OfFirstValues(session, relation, column, cancellationToken);
    }

    private static FeatureStatistics OfFirstValues(DuckDbSession session, string relation, FeatureStatistics column, CancellationToken cancellationToken)
    {
        var name = Sql.Name(column.Name);
        var head = string.Create(
            CultureInfo.InvariantCulture, $"(SELECT {name} AS v FROM {relation} WHERE {name} IS NOT NULL LIMIT {FeatureStatistics.HeadRows})");
        return session.Rows($"SELECT {HeadFields(column, "v")} FROM {head}", row => WithHead(column, row, 0), cancellationToken)[0];
    }

    private static string HeadFields(FeatureStatistics column, string name) => column.Type == ColumnType.Text
        ? $"count({name}), count(DISTINCT {name}), coalesce(avg(length({name})), 0), coalesce(avg(1 + length({name}) - length(replace({name}, ' ', ''))), 0)"
        : $"count({name}), count(DISTINCT {name}), 0::DOUBLE, 0::DOUBLE";

    private static FeatureStatistics WithHead(FeatureStatistics column, DuckDBDataReader row, int at) => column with
    {
        HeadValues = row.GetInt64(at),
        HeadDistinct = row.GetInt64(at + 1),
        MeanLength = row.GetDouble(at + 2),
        MeanWords = row.GetDouble(at + 3),
    };
}
