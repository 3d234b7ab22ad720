using System.Collections;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.DataViews;

/// <summary>Turns a snapshot's Parquet file into columns in memory: DuckDB → Arrow batches → one array a column, about 4 bytes a cell.</summary>
public static class SnapshotDataView
{
    /// <param name="parquet">The file; its rows keep their order.</param>
    /// <param name="columns">What to load; other columns are not read.</param>
    /// <param name="keep">By row number: which rows to load; null: all.</param>
    public static Task<ColumnarDataView> LoadAsync(
        DuckDbSession session,
        string parquet,
        IEnumerable<SnapshotDataViewColumn> columns,
        BitArray? keep = null,
        CancellationToken cancellationToken = default)
    {
        var wanted = columns.ToArray();
        var relation = SnapshotWriter.Relation(parquet);
        var total = session.Scalar<int>($"SELECT count(*) FROM {relation}", cancellationToken);
        var rows = keep is null ? total : CountKept(keep);
        SnapshotDataViewLoader[] loaders = [.. wanted.Select(column => SnapshotDataViewLoader.For(column, rows))];
        return session.ArrowAsync($"SELECT {Select(wanted)} FROM {relation}", async stream =>
        {
            await LoadAsync(stream, loaders, keep, cancellationToken);
            return new ColumnarDataView(loaders.Select(loader => loader.ToColumn()), rows);
        });
    }

    /// <summary>Bytes that the columns take in memory, dictionaries of texts aside.</summary>
    public static long BytesOf(IEnumerable<SnapshotDataViewColumn> columns, long rows) =>
        rows * columns.Sum(column => column.Kind == ColumnarDataViewKind.Double ? sizeof(double) : sizeof(float));

    private static async Task LoadAsync(
        IArrowArrayStream stream, SnapshotDataViewLoader[] loaders, BitArray? keep, CancellationToken cancellationToken)
    {
        var start = 0;
        while (await stream.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            using (batch)
            {
                Append(loaders, batch, start, keep);
                start += batch.Length;
            }
        }
    }

    private static int CountKept(BitArray keep)
    {
        var kept = 0;
        foreach (bool bit in keep)
        {
            kept += bit ? 1 : 0;
        }

        return kept;
    }

    private static void Append(SnapshotDataViewLoader[] loaders, RecordBatch batch, int start, BitArray? keep)
    {
        for (var i = 0; i < loaders.Length; i++)
        {
            loaders[i].Append(batch.Column(i), start, keep);
        }
    }

    internal static string Select(SnapshotDataViewColumn[] columns) =>
        columns.Length == 0 ? "1" : string.Join(", ", columns.Select((column, i) => $"{Select(column)} AS c{i}"));

    // Numbers arrive without nulls, so that whole batches are copied, and in double precision: Rescaling rounds them, as it does in serving.
    // Whole numbers that are shifted arrive as they are. Texts of numbers are made by CanonicalText, not by DuckDB.
    private static string Select(SnapshotDataViewColumn column)
    {
        var name = Sql.Name(column.Name);
        return (column.Kind, column.Type) switch
        {
            (ColumnarDataViewKind.Single, ColumnType.Integer) when column.Rescaling != Rescaling.None => name,
            (ColumnarDataViewKind.Single or ColumnarDataViewKind.Double, ColumnType.Timestamp) => $"coalesce(epoch({name})::DOUBLE, 'nan'::DOUBLE)",
            (ColumnarDataViewKind.Single or ColumnarDataViewKind.Double, _) => $"coalesce(TRY_CAST({name} AS DOUBLE), 'nan'::DOUBLE)",
            (_, ColumnType.Timestamp) => $"epoch_us({name})",
            _ => name,
        };
    }
}
