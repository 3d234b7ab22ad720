using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Snapshots;

/// <summary>Statistics of a relation's columns, in one pass, and one more per column whose most frequent values are counted.</summary>
internal static class StatisticsReader
{
    /// <summary>Over this many distinct values a column's most frequent ones say nothing, and counting them costs memory.</summary>
    private const long MostDistinctToRank = 100_000;

    private const int Ranked = 10;

    /// <summary>Quantiles come from about so many rows, evenly spaced: a rank is then off by 0.2 % (one standard error) at most.</summary>
    private const long QuantileRows = 100_000;

    /// <summary>The square of what is larger may be no finite number, which DuckDB makes an error of the whole query.</summary>
    private const string LargestSquared = "1e150";

    /// <param name="file">The snapshot's Parquet file.</param>
    /// <param name="rows">Its number of rows.</param>
    public static IReadOnlyList<ColumnStatistics> Read(
        DuckDbSession session, string file, long rows, IReadOnlyList<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var relation = SnapshotWriter.Relation(file);
        var summary = session.Rows(
            $"SELECT {string.Join(",\n", columns.Select(Aggregates))} FROM {relation}", r => Summaries(r, columns), cancellationToken)[0];
        var quantiles = Quantiles(session, file, Math.Max(1, rows / QuantileRows), columns, cancellationToken);
        return summary.Select((s, i) => s with
        {
            Quantiles = quantiles[i],
            Top = TopValues(session, relation, s, cancellationToken),
        }).ToList();
    }

    private static List<double>[] Quantiles(
        DuckDbSession session, string file, long step, IReadOnlyList<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var probabilities = string.Join(", ", ColumnStatistics.QuantileProbabilities.Select(p => p.ToString(CultureInfo.InvariantCulture)));
        var quantiles = columns.Select(c => Numeric(c) is { } number ? $"quantile_cont({number}, [{probabilities}])" : "NULL");
        return session.Rows(
            $"SELECT {string.Join(",\n", quantiles)} FROM read_parquet({Sql.Files([file])}, file_row_number = true) WHERE file_row_number % {step} = 0",
            row => columns.Select((_, i) => row.IsDBNull(i) ? [] : row.GetFieldValue<List<double>>(i)).ToArray(),
            cancellationToken)[0];
    }

    /// <summary>SQL of the column as a number; null when it has none.</summary>
    private static string? Numeric(SnapshotColumn column) => column.Type switch
    {
        ColumnType.Integer or ColumnType.Number => $"CAST({Sql.Name(column.Name)} AS DOUBLE)",
        ColumnType.Timestamp => $"epoch({Sql.Name(column.Name)})",
        _ => null,
    };

    private static string Aggregates(SnapshotColumn column)
    {
        var name = Sql.Name(column.Name);
        var shared = $"count(*) - count({name}), approx_count_distinct({name})";
        return Numeric(column) is { } number
            ? $"{shared}, min({number}), max({number}), avg({number}), stddev_samp(CASE WHEN abs({number}) < {LargestSquared} THEN {number} END)"
            : $"{shared}, NULL, NULL, NULL, NULL";
    }

    private static List<ColumnStatistics> Summaries(DuckDBDataReader row, IReadOnlyList<SnapshotColumn> columns)
    {
        const int Fields = 6;
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
