using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Snapshots;

/// <summary>Statistics of a relation's columns, in one pass, and one more per column whose most frequent values are counted.</summary>
internal static class StatisticsReader
{
    /// <summary>Over this many distinct values a column's most frequent ones say nothing, and counting them costs memory.</summary>
    private const long MostDistinctToRank = 100_000;

    private const int Ranked = 10;

    /// <param name="relation">What stands behind FROM.</param>
    public static IReadOnlyList<ColumnStatistics> Read(
        DuckDbSession session, string relation, IReadOnlyList<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var aggregates = string.Join(",\n", columns.Select(Aggregates));
        var summary = session.Rows($"SELECT {aggregates} FROM {relation}", r => Summaries(r, columns), cancellationToken)[0];
        return summary.Select(s => s with { Top = TopValues(session, relation, s, cancellationToken) }).ToList();
    }

    private static string Aggregates(SnapshotColumn column)
    {
        var name = Sql.Name(column.Name);
        var shared = $"count(*) - count({name}), approx_count_distinct({name})";
        var number = column.Type switch
        {
            ColumnType.Integer or ColumnType.Number => $"CAST({name} AS DOUBLE)",
            ColumnType.Timestamp => $"epoch({name})",
            _ => null,
        };
        var probabilities = string.Join(", ", ColumnStatistics.QuantileProbabilities.Select(p => p.ToString(CultureInfo.InvariantCulture)));
        return number is null
            ? $"{shared}, NULL, NULL, NULL, NULL, NULL"
            : $"{shared}, min({number}), max({number}), avg({number}), stddev_samp({number}), approx_quantile({number}, [{probabilities}])";
    }

    private static List<ColumnStatistics> Summaries(DuckDBDataReader row, IReadOnlyList<SnapshotColumn> columns)
    {
        const int Fields = 7;
        return columns.Select((column, i) => new ColumnStatistics
        {
            Name = column.Name,
            Type = column.Type,
            Nulls = row.GetInt64(i * Fields),
            Distinct = row.GetInt64((i * Fields) + 1),
            Min = Number(row, (i * Fields) + 2),
            Max = Number(row, (i * Fields) + 3),
            Mean = Number(row, (i * Fields) + 4),
            StandardDeviation = Number(row, (i * Fields) + 5),
            Quantiles = row.IsDBNull((i * Fields) + 6) ? [] : row.GetFieldValue<List<double>>((i * Fields) + 6),
        }).ToList();
    }

    private static double Number(DuckDBDataReader row, int field) => row.IsDBNull(field) ? double.NaN : row.GetDouble(field);

    private static IReadOnlyList<ValueCount> TopValues(
        DuckDbSession session, string relation, ColumnStatistics column, CancellationToken cancellationToken)
    {
        if (column.Type is not (ColumnType.Text or ColumnType.Boolean) || column.Distinct > MostDistinctToRank)
        {
            return [];
        }

        var name = Sql.Name(column.Name);
        return session.Rows(
            $"SELECT CAST({name} AS VARCHAR), count(*) FROM {relation} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {Ranked}",
            r => new ValueCount(r.GetString(0), r.GetInt64(1)),
            cancellationToken);
    }
}
