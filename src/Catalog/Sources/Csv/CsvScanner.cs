using System.Globalization;
using System.Text;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Passes over whole files to learn what is in them, before anything is made of it.</summary>
internal sealed class CsvScanner(CsvDialect dialect, Action<string> progress)
{
    private const int RecordsBetweenSigns = 1 << 16;

    /// <summary>The names in the header; empty when the dialect has none.</summary>
    /// <exception cref="FaultException">The file holds no record.</exception>
    public IReadOnlyList<string> ReadHeader(SourceFile file)
    {
        using var reader = CsvRecordReader.Open(file, dialect);
        if (!reader.Read())
        {
            throw FaultException.InData($"{file.Name} is empty: expected {(dialect.Header ? "a header and records" : "records")}. Put the data there, or correct source.");
        }

        return dialect.Header ? Names(reader) : [];
    }

    /// <summary>The width of a file without a header: that of its first record.</summary>
    public int ReadWidth(SourceFile file)
    {
        using var reader = CsvRecordReader.Open(file, dialect);
        return reader.Read() ? Math.Max(1, reader.Record.Width) : throw FaultException.InData($"{file.Name} is empty: expected records. Put the data there, or correct source.");
    }

    /// <param name="columns">One for each column, new: they are filled.</param>
    public CsvScan Scan(SourceFile file, IReadOnlyList<ColumnScanner> columns, CancellationToken cancellationToken)
    {
        var width = columns.Count;
        using var reader = CsvRecordReader.Open(file, dialect);
        var whole = Math.Max(1, new FileInfo(file.Path).Length);
        long records = 0, broken = 0;
        var irregular = false;
        var more = !dialect.Header || reader.Read();
        while (more && reader.Read())
        {
            var isBroken = reader.IsBroken(width);
            broken += isBroken ? reader.Lines : 0;
            records += isBroken ? reader.Lines : 1;
            irregular |= reader.Record.Irregular;
            if (!isBroken)
            {
                AddTo(columns, reader, file.Name, file.LineOf(records - 1, reader.Line));
            }

            if (records % RecordsBetweenSigns == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(string.Create(CultureInfo.InvariantCulture, $"scanning {Path.GetFileName(file.Name)}: {100.0 * reader.Position / whole:F0} %"));
            }
        }

        return new CsvScan
        {
            Records = records,
            Broken = broken,
            Irregular = irregular || file.SkipLines > 0 || reader.SkippedBlanks || (reader.SkippedLines && width == 1),
            Breaks = reader.Breaks,
            Profiles = [.. columns.Select(c => c.Profile)],
        };
    }

    private void AddTo(IReadOnlyList<ColumnScanner> columns, CsvRecordReader reader, string file, long line)
    {
        var bytes = reader.Bytes;
        var cells = reader.Record.Cells;
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = bytes.Slice(cells[i].Start, cells[i].Length);
            columns[i].Add(cells[i].Escaped ? dialect.Unescape(cell) : cell, file, line);
        }
    }

    private List<string> Names(CsvRecordReader reader)
    {
        var names = new List<string>();
        for (var i = 0; i < reader.Record.Width; i++)
        {
            var cell = reader.Cell(i);
            names.Add(Encoding.UTF8.GetString(reader.Record.Cells[i].Escaped ? dialect.Unescape(cell) : cell));
        }

        return names;
    }
}
