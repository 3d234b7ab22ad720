using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Leaks;

namespace Mdlc.Activities.Features;

/// <summary>Holds the features of a plan against the label, on a bounded and always equal sample of rows.</summary>
public static class LeakCheck
{
    /// <summary>So many rows, spread evenly, stand for all.</summary>
    public const int MostRows = 10_000;

    /// <summary>So many columns are looked at, the first ones of the plan.</summary>
    public const int MostColumns = 200;

    /// <param name="rows">Rows in the file.</param>
    /// <returns>A sentence for each suspicion.</returns>
    public static IReadOnlyList<string> Find(
        DuckDbSession session, string parquet, long rows, SnapshotColumn label, FeaturePlan plan, ModelSpec spec, CancellationToken cancellationToken)
    {
        var columns = plan.Columns.Where(c => c.Role != ColumnRole.Drop).Take(MostColumns).Select(c => new SnapshotColumn(c.Name, c.Type)).ToList();
        var isNumber = spec.Task == ModelTask.Regression && label.Type is not (ColumnType.Text or ColumnType.Timestamp);
        var wanted = columns.Prepend(isNumber ? label : label with { Type = ColumnType.Text }).ToList();
        var sample = Read(session, parquet, rows, label.Name, wanted, cancellationToken);
        var values = wanted.Select((column, i) => Values(column, [.. sample.Select(row => row[i])])).ToList();
        return LeakSuspicion.Find(isNumber ? values[0] : Classes(values[0], spec), values[1..]);
    }

    private static IReadOnlyList<object?[]> Read(
        DuckDbSession session, string parquet, long rows, string label, List<SnapshotColumn> columns, CancellationToken cancellationToken)
    {
        var step = Math.Max(1, (rows + MostRows - 1) / MostRows);
        var cells = columns.Select(Cell);
        return session.Rows(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {string.Join(", ", cells)} FROM read_parquet({Sql.Text(parquet)}, file_row_number = true) WHERE file_row_number % {step} = 0 AND {Sql.Name(label)} IS NOT NULL"),
            row => columns.Select((column, i) => row.IsDBNull(i) ? null : Value(row, i, column)).ToArray(),
            cancellationToken);
    }

    private static string Cell(SnapshotColumn column)
    {
        var name = Sql.Name(column.Name);
        return column.Type switch
        {
            ColumnType.Integer or ColumnType.Number or ColumnType.Boolean => $"CAST({name} AS DOUBLE)",
            ColumnType.Timestamp => $"CAST(epoch({name}) AS DOUBLE)",
            _ => $"CAST({name} AS VARCHAR)",
        };
    }

    private static object Value(DuckDBDataReader row, int index, SnapshotColumn column) =>
        column.Type == ColumnType.Text ? row.GetString(index) : row.GetDouble(index);

    private static LeakColumn Values(SnapshotColumn column, object?[] values) => column.Type == ColumnType.Text
        ? LeakColumn.OfTexts(column.Name, Array.ConvertAll(values, value => (string?)value))
        : LeakColumn.OfNumbers(column.Name, Array.ConvertAll(values, value => value is double number ? number : double.NaN));

    /// <summary>Of a binary label with more values than two, all but the positive one are one class.</summary>
    private static LeakColumn Classes(LeakColumn label, ModelSpec spec)
    {
        if (spec.Task != ModelTask.Binary || spec.Positive is not { } positive || label.Texts!.Distinct(StringComparer.Ordinal).Take(3).Count() < 3)
        {
            return label;
        }

        return LeakColumn.OfTexts(label.Name, Array.ConvertAll(label.Texts!, text => IsSame(text, positive) ? "positive" : "negative"));
    }

    private static bool IsSame(string? text, string positive) =>
        text == positive
        || (double.TryParse(text, CultureInfo.InvariantCulture, out var a) && double.TryParse(positive, CultureInfo.InvariantCulture, out var b) && a == b);
}
