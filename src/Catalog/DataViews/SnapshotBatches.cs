using Apache.Arrow;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;

namespace Mdlc.Catalog.DataViews;

/// <summary>A snapshot's rows a part at a time, in their order: however many there are, only one part is in memory.</summary>
public static class SnapshotBatches
{
    private const int FewestRows = 16_384;

    /// <param name="columns">What a part holds.</param>
    /// <param name="texts">Columns that are given as text besides.</param>
    /// <param name="act">Gets a part and, by column of <paramref name="texts"/>, its texts; null where missing.</param>
    public static Task<long> ForEachAsync(
        DuckDbSession session,
        string parquet,
        IReadOnlyList<SnapshotDataViewColumn> columns,
        IReadOnlyList<string> texts,
        Action<ColumnarDataView, string?[][]> act,
        CancellationToken cancellationToken = default)
    {
        var asText = texts.Select((name, i) => $"CAST({Sql.Name(name)} AS VARCHAR) AS k{i}");
        var select = string.Join(", ", new[] { SnapshotDataView.Select([.. columns]) }.Concat(asText));
        return session.ArrowAsync($"SELECT {select} FROM {SnapshotWriter.Relation(parquet)}", async stream =>
        {
            var (batches, rows, total) = (new List<RecordBatch>(), 0, 0L);
            while (await stream.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
            {
                batches.Add(batch);
                rows += batch.Length;
                if (rows >= FewestRows)
                {
                    Give();
                }
            }

            Give();
            return total;

            void Give()
            {
                if (rows > 0)
                {
                    act(ViewOf(batches, columns, rows), TextsOf(batches, columns.Count, texts.Count, rows));
                }

                total += rows;
                batches.ForEach(one => one.Dispose());
                batches.Clear();
                rows = 0;
            }
        });
    }

    private static ColumnarDataView ViewOf(List<RecordBatch> batches, IReadOnlyList<SnapshotDataViewColumn> columns, int rows)
    {
        var loaders = columns.Select(column => SnapshotDataViewLoader.For(column, rows)).ToArray();
        foreach (var batch in batches)
        {
            for (var i = 0; i < loaders.Length; i++)
            {
                loaders[i].Append(batch.Column(i), 0, keep: null);
            }
        }

        return new ColumnarDataView(loaders.Select(loader => loader.ToColumn()), rows);
    }

    private static string?[][] TextsOf(List<RecordBatch> batches, int from, int count, int rows)
    {
        var texts = Enumerable.Range(0, count).Select(_ => new string?[rows]).ToArray();
        var start = 0;
        foreach (var batch in batches)
        {
            for (var i = 0; i < count; i++)
            {
                var column = (StringArray)batch.Column(Math.Max(from, 1) + i);
                for (var row = 0; row < batch.Length; row++)
                {
                    texts[i][start + row] = column.GetString(row);
                }
            }

            start += batch.Length;
        }

        return texts;
    }
}
