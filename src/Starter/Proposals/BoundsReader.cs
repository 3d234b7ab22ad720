using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Bounds;
using Mdlc.Learning.Features;
using Mdlc.Spec;

namespace Mdlc.Starter.Proposals;

/// <summary>Reads the columns of numbers that are learned from, and what bounds are proposed for them.</summary>
internal static class BoundsReader
{
    /// <summary>Of more rows, evenly spaced ones are looked at.</summary>
    private const int MostRows = 200_000;

    public static IReadOnlyDictionary<string, ColumnBounds> Read(
        DuckDbSession session, string parquet, long rows, IReadOnlyList<FeatureStatistics> columns, FeaturePlan plan, string label, CancellationToken cancellationToken)
    {
        var dropped = plan.Columns.Where(column => column.Role == ColumnRole.Drop).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return columns
            .Where(column => column.Type is ColumnType.Integer or ColumnType.Number && !dropped.Contains(column.Name))
            .Select(column => (column.Name, Bounds: BoundsProposal.Of(Values(session, parquet, rows, column.Name, cancellationToken), column, column.Name == label)))
            .ToDictionary(column => column.Name, column => new ColumnBounds(column.Bounds.Min, column.Bounds.Max), StringComparer.Ordinal);
    }

    /// <summary>In the order of the rows; NaN: missing.</summary>
    private static double[] Values(DuckDbSession session, string parquet, long rows, string column, CancellationToken cancellationToken)
    {
        var step = Math.Max(1, (rows + MostRows - 1) / MostRows);
        var values = new List<double>();
        session.ForEach(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT CAST({Sql.Name(column)} AS DOUBLE) FROM read_parquet({Sql.Text(parquet)}, file_row_number = true) WHERE file_row_number % {step} = 0"),
            row => values.Add(row.IsDBNull(0) ? double.NaN : row.GetDouble(0)),
            cancellationToken);
        return [.. values];
    }
}
