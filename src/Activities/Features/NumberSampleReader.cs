using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Reads what decides whether single precision has a column's numbers.</summary>
internal static class NumberSampleReader
{
    /// <returns>Null for what is no number, and for whole numbers so small that single precision has them and their neighbours.</returns>
    public static NumberSample? Read(DuckDbSession session, string relation, FeatureStatistics column, CancellationToken cancellationToken)
    {
        if (column.Type is not (ColumnType.Integer or ColumnType.Number))
        {
            return null;
        }

        var name = Sql.Name(column.Name);
        var (min, max, beyond) = session.Rows(
            $"SELECT min(v), max(v), count(*) FILTER (TRY_CAST(v AS FLOAT) IS NULL) FROM (SELECT {name}::DOUBLE AS v FROM {relation}) WHERE isfinite(v)",
            row => row.IsDBNull(0) ? (double.NaN, double.NaN, 0) : (row.GetDouble(0), row.GetDouble(1), row.GetInt64(2)),
            cancellationToken)[0];
        if (double.IsNaN(min) || (column.Type == ColumnType.Integer && Math.Max(-min, max) < SinglePrecision.SmallestAffected))
        {
            return null;
        }

        var every = Math.Max(1, (column.Rows + NumberSample.MostRows - 1) / NumberSample.MostRows);
        var sampled = session.Rows(
            string.Create(CultureInfo.InvariantCulture, $"""
                SELECT v, count(*) FROM (SELECT {name} AS v, row_number() OVER () AS n FROM {relation})
                WHERE n % {every} = 0 AND isfinite(v::DOUBLE) GROUP BY v ORDER BY v
                """),
            row => column.Type == ColumnType.Integer
                ? (Number: row.GetInt64(0), Value: (double)row.GetInt64(0), Rows: row.GetInt64(1))
                : (Number: 0, Value: row.GetDouble(0), Rows: row.GetInt64(1)),
            cancellationToken);
        return new NumberSample(
            [.. sampled.Select(s => s.Value)],
            column.Type == ColumnType.Integer ? [.. sampled.Select(s => s.Number)] : null,
            [.. sampled.Select(s => s.Rows)])
        {
            Min = min,
            Max = max,
            Beyond = beyond,
            IsPart = every > 1,
        };
    }
}
