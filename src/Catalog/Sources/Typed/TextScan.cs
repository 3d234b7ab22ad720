using System.Text.Unicode;
using Apache.Arrow;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>Passes over the texts of Parquet files, in order, to learn what they look like.</summary>
internal sealed class TextScan(IReadOnlyList<ParquetColumn> columns, SourceSpec source)
{
    private readonly ColumnScanner[] _scanners = [.. columns.Select(c => new ColumnScanner(source.Rules, ColumnReading.NullWordsOf(source, c.Name)))];
    private readonly bool[] _withNul = new bool[columns.Count];

    public IReadOnlyList<ColumnProfile> Profiles => [.. _scanners.Select(s => s.Profile)];

    /// <summary>Whether all texts of the column were seen, and are as a snapshot holds them.</summary>
    public bool IsNormal(ParquetColumn column)
    {
        var index = columns.ToList().IndexOf(column);
        return index >= 0 && !_withNul[index] && !_scanners[index].Profile.Census!.HasUnnormal;
    }

    /// <exception cref="FaultException">A column of bytes holds what is no text.</exception>
    public async Task AddAsync(DuckDbSession session, string file, string relation, Action<long> progress, CancellationToken cancellationToken)
    {
        if (columns.Count == 0)
        {
            return;
        }

        // Bytes are looked at as they are: only those that are text become one.
        var cells = columns.Select((c, i) => $"{(c.IsBytes ? c.Cell : c.Text)} AS c{i}");
        await session.ArrowAsync($"SELECT {string.Join(", ", cells)} FROM {relation}", async stream =>
        {
            var rows = 0L;
            while (await stream.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
            {
                using (batch)
                {
                    for (var i = 0; i < columns.Count; i++)
                    {
                        Add(i, (BinaryArray)batch.Column(i), file, rows);
                    }

                    rows += batch.Length;
                    progress(rows);
                }
            }

            return rows;
        });
    }

    private void Add(int column, BinaryArray cells, string file, long rowsBefore)
    {
        var scanner = _scanners[column];
        for (var row = 0; row < cells.Length; row++)
        {
            var cell = cells.IsNull(row) ? [] : cells.GetBytes(row);
            if (columns[column].IsBytes && !Utf8.IsValid(cell))
            {
                throw NotText(columns[column].Name, file, rowsBefore + row + 1);
            }

            _withNul[column] |= cell.Contains((byte)0);
            scanner.Add(cell, file, rowsBefore + row + 1);
        }
    }

    private static FaultException NotText(string column, string file, long row) => FaultException.InData(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{file}: column '{column}' holds bytes that are no text in UTF-8, first in row {row}; expected text or another type. Write the file without the column, or with it as text."));
}
