using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Reads what decides whether single precision has the numbers of columns, some columns at a time.</summary>
internal static class NumberSampleReader
{
    /// <summary>Columns of one query: so many samples are in memory at once.</summary>
    private const int AtOnce = 50;

    /// <returns>By name; nothing for what is no number, and for whole numbers so small that single precision has them and their neighbours.</returns>
    public static IReadOnlyDictionary<string, NumberSample> Read(
        DuckDbSession session, string parquet, IReadOnlyList<FeatureStatistics> columns, CancellationToken cancellationToken) => columns
        .Where(column => column.Type is ColumnType.Integer or ColumnType.Number)
        .Chunk(AtOnce)
        .SelectMany(some => OfSome(session, parquet, some, cancellationToken))
        .ToDictionary(found => found.Name, found => found.Sample, StringComparer.Ordinal);

    private static IEnumerable<(string Name, NumberSample Sample)> OfSome(
        DuckDbSession session, string parquet, FeatureStatistics[] columns, CancellationToken cancellationToken)
    {
        var fields = columns.Select(column => Ends($"{Sql.Name(column.Name)}::DOUBLE"));
        var ends = session.Rows(
            $"SELECT {string.Join(", ", fields)} FROM {SnapshotWriter.Relation(parquet)}",
            row => columns.Select((_, i) => EndsAt(row, 3 * i)).ToList(),
            cancellationToken)[0];
        var looked = columns.Zip(ends)
            .Where(pair => !double.IsNaN(pair.Second.Min))
            .Where(pair => pair.First.Type != ColumnType.Integer || Math.Max(-pair.Second.Min, pair.Second.Max) >= SinglePrecision.SmallestAffected)
            .ToList();
        if (looked.Count == 0)
        {
            return [];
        }

        var every = Math.Max(1, (columns[0].Rows + NumberSample.MostRows - 1) / NumberSample.MostRows);
        var samples = looked.ConvertAll(_ => new List<(long Number, double Value)>());
        session.ForEach(
            string.Create(CultureInfo.InvariantCulture, $"""
                SELECT {string.Join(", ", looked.Select(pair => Sql.Name(pair.First.Name)))} FROM read_parquet({Sql.Text(parquet)}, file_row_number = true)
                WHERE (file_row_number + 1) % {every} = 0
                """),
            row => Take(row, looked.ConvertAll(pair => pair.First.Type), samples),
            cancellationToken);
        return looked.Select((pair, i) => (pair.First.Name, Sample(pair.First.Type, samples[i]) with
        {
            Min = pair.Second.Min, Max = pair.Second.Max, Beyond = pair.Second.Beyond, IsPart = every > 1,
        }));
    }

    private static (double Min, double Max, long Beyond) EndsAt(DuckDBDataReader row, int at) =>
        row.IsDBNull(at) ? (double.NaN, double.NaN, 0) : (row.GetDouble(at), row.GetDouble(at + 1), row.GetInt64(at + 2));

    private static string Ends(string value) =>
        $"min({value}) FILTER (isfinite({value})), max({value}) FILTER (isfinite({value})), count(*) FILTER (isfinite({value}) AND TRY_CAST({value} AS FLOAT) IS NULL)";

    private static void Take(DuckDBDataReader row, List<ColumnType> types, List<List<(long Number, double Value)>> samples)
    {
        for (var i = 0; i < types.Count; i++)
        {
            if (row.IsDBNull(i))
            {
                continue;
            }

            if (types[i] == ColumnType.Integer)
            {
                samples[i].Add((row.GetInt64(i), row.GetInt64(i)));
            }
            else if (row.GetDouble(i) is var value && double.IsFinite(value))
            {
                samples[i].Add((0, value));
            }
        }
    }

    private static NumberSample Sample(ColumnType type, List<(long Number, double Value)> taken)
    {
        taken.Sort();
        var (values, numbers, rows) = (new List<double>(), new List<long>(), new List<long>());
        foreach (var (number, value) in taken)
        {
            if (rows.Count == 0 || numbers[^1] != number || values[^1] != value)
            {
                values.Add(value);
                numbers.Add(number);
                rows.Add(0);
            }

            rows[^1]++;
        }

        return new NumberSample([.. values], type == ColumnType.Integer ? [.. numbers] : null, [.. rows]) { Min = double.NaN, Max = double.NaN };
    }
}
