using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots;

/// <summary>Decides for each row of a snapshot whether it trains or judges, and writes the two parts as Parquet files.</summary>
/// <param name="parquet">The snapshot's file.</param>
public sealed class SnapshotSplitter(DuckDbSession session, string parquet, IReadOnlyList<SnapshotColumn> columns)
{
    private const string PartFunction = "mdlc_part";

    /// <summary>Each row's part, in order. A row without a label is <see cref="SnapshotPart.None"/>: it can neither teach nor judge.</summary>
    public async Task<SnapshotPart[]> AssignAsync(SplitSpec split, string label, string? time, CancellationToken cancellationToken)
    {
        var parts = split.By switch
        {
            SplitKind.Hash => await ByHashAsync(split, cancellationToken),
            SplitKind.Time => ByTime(split, label, time, cancellationToken),
            _ => new SnapshotPart[Count(cancellationToken)],
        };
        foreach (var row in RowsWithout(label, cancellationToken))
        {
            parts[row] = SnapshotPart.None;
        }

        return parts;
    }

    /// <summary>Writes the rows of one part, in their order.</summary>
    public void Write(SnapshotPart[] parts, SnapshotPart wanted, string file, CancellationToken cancellationToken)
    {
        var function = string.Create(CultureInfo.InvariantCulture, $"{PartFunction}_{(int)wanted}");
        session.Connection.RegisterScalarFunction<long, bool>(function, (readers, writer, count) =>
        {
            for (ulong i = 0; i < count; i++)
            {
                writer.WriteValue(parts[readers[0].GetValue<long>(i)] == wanted, i);
            }
        });
        var names = string.Join(", ", columns.Select(column => Sql.Name(column.Name)));
        var rows = $"SELECT {names} FROM read_parquet({Sql.Text(parquet)}, file_row_number = true) WHERE {function}(file_row_number)";
        session.Execute(SnapshotWriter.Copy(rows, file), cancellationToken);
    }

    private async Task<SnapshotPart[]> ByHashAsync(SplitSpec split, CancellationToken cancellationToken)
    {
        var parts = new SnapshotPart[Count(cancellationToken)];
        await SnapshotRowHash.ForSplit(split, KeyOf(split)).VisitAsync(
            session, parquet, (row, hash) => parts[row] = split.IsTest(hash) ? SnapshotPart.Test : SnapshotPart.Train, cancellationToken);
        return parts;
    }

    private IEnumerable<SnapshotColumn> KeyOf(SplitSpec split) =>
        split.Key.Count == 0 ? columns : split.Key.Select(name => ColumnNamed(name, "split.key"));

    // The rows at or after the time of the first of the last share: rows of one time stay together. Only labelled rows count: the latest ones may
    // have no label yet, and would leave nothing to test on.
    private SnapshotPart[] ByTime(SplitSpec split, string label, string? time, CancellationToken cancellationToken)
    {
        var column = ColumnNamed(
            time ?? throw FaultException.InSpec("Found split.by: time without an event time, expected 'time' to name the column; set it."), "time");
        var name = Sql.Name(column.Name);
        var labelled = $"{Sql.Name(label)} IS NOT NULL";
        var missing = session.Scalar<long>($"SELECT count(*) FROM {Relation} WHERE {name} IS NULL AND {labelled}", cancellationToken);
        if (missing > 0)
        {
            throw FaultException.InData($"Found {missing} rows without a value in the time column '{column.Name}', expected one in each; mend or quarantine them.");
        }

        var rows = session.Scalar<long>($"SELECT count(*) FROM {Relation} WHERE {labelled}", cancellationToken);
        var first = Math.Clamp((long)Math.Floor(rows * (1 - split.Test)), 0, Math.Max(0, rows - 1L));
        // A variable, since a subquery makes the plan a product, and that may lose the rows' order.
        session.Execute($"SET VARIABLE mdlc_cut = (SELECT {name} FROM {Relation} WHERE {labelled} ORDER BY {name} LIMIT 1 OFFSET {first})", cancellationToken);
        var later = session.Rows(
            $"SELECT {name} >= getvariable('mdlc_cut') FROM {Relation}",
            row => !row.IsDBNull(0) && row.GetBoolean(0) ? SnapshotPart.Test : SnapshotPart.Train,
            cancellationToken);
        return [.. later];
    }

    private IReadOnlyList<long> RowsWithout(string label, CancellationToken cancellationToken) => session.Rows(
        $"SELECT file_row_number FROM read_parquet({Sql.Text(parquet)}, file_row_number = true) WHERE {Sql.Name(label)} IS NULL",
        row => row.GetInt64(0),
        cancellationToken);

    private SnapshotColumn ColumnNamed(string name, string key) =>
        columns.FirstOrDefault(column => column.Name == name)
        ?? throw FaultException.InSpec(
            $"Found {key}: {name}, expected one of the columns {string.Join(", ", columns.Select(column => column.Name))}; correct the name.");

    private int Count(CancellationToken cancellationToken) => session.Scalar<int>($"SELECT count(*) FROM {Relation}", cancellationToken);

    private string Relation => SnapshotWriter.Relation(parquet);
}
