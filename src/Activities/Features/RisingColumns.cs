using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Finds the columns of numbers whose every value is above that of the row before.</summary>
internal static class RisingColumns
{
    /// <summary>Windows over so many columns at once hold their values in memory.</summary>
    private const int AtOnce = 50;

    public static IReadOnlySet<string> Find(
        DuckDbSession session, string parquet, IReadOnlyList<FeatureStatistics> columns, CancellationToken cancellationToken)
    {
        var candidates = columns
            .Where(c => c is { Missing: 0, Constant: false, Whole: true, Type: ColumnType.Integer or ColumnType.Number })
            .ToList();
        var rising = candidates.Chunk(AtOnce).SelectMany(some => InHead(session, parquet, some, cancellationToken));
        return rising.Where(c => c.Rows <= FeatureStatistics.HeadRows || IsRising(session, parquet, c, cancellationToken))
            .Select(c => c.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    private static IReadOnlyList<FeatureStatistics> InHead(
        DuckDbSession session, string parquet, FeatureStatistics[] columns, CancellationToken cancellationToken)
    {
        var steps = columns.Select((c, i) => $"{Sql.Name(c.Name)} > lag({Sql.Name(c.Name)}) OVER (ORDER BY file_row_number) AS c{i}");
        var all = columns.Select((_, i) => $"coalesce(bool_and(c{i}), false)");
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {string.Join(", ", steps)} FROM read_parquet({Sql.Text(parquet)}, file_row_number = true) WHERE file_row_number < {FeatureStatistics.HeadRows}");
        return session.Rows(
            $"SELECT {string.Join(", ", all)} FROM ({head})",
            row => columns.Where((_, i) => row.GetBoolean(i)).ToList(),
            cancellationToken)[0];
    }

    /// <summary>The whole column, value by value: few get here, and a window over it would hold all of it in memory.</summary>
    private static bool IsRising(DuckDbSession session, string parquet, FeatureStatistics column, CancellationToken cancellationToken)
    {
        // Whole numbers beyond 2^53 are not told apart as doubles, nor are decimals needed beyond them.
        var isInteger = column.Type == ColumnType.Integer;
        var (before, isRising) = (decimal.MinValue, true);
        session.ForEach(
            $"SELECT {Sql.Name(column.Name)} FROM {SnapshotWriter.Relation(parquet)}",
            row =>
            {
                var value = isInteger ? row.GetInt64(0) : Clamped(row.GetDouble(0));
                isRising &= value > before;
                before = value;
            },
            cancellationToken);
        return isRising;
    }

    private static decimal Clamped(double value) => Math.Abs(value) < 1e28 ? (decimal)value : 0;
}
