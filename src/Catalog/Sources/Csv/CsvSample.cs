using System.Text;
using Mdlc.Catalog.Sources.Preparing;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>The first records of a file, to be read in one dialect after the other.</summary>
internal sealed class CsvSample(byte[] bytes, string name)
{
    private const int Bytes = 1 << 18;
    private const int MostRecords = 2_000;

    /// <summary>The file's name, for messages.</summary>
    public string Name => name;

    /// <summary>Whole lines only, unless not one is.</summary>
    public static CsvSample Of(SourceFile file)
    {
        using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var sample = new byte[Bytes];
        var read = stream.ReadAtLeast(sample, Bytes, throwOnEndOfStream: false);
        var all = sample.AsSpan(0, read);
        var cut = read == Bytes ? all.LastIndexOfAny((byte)'\n', (byte)'\r') : read;
        var whole = cut > 0 ? cut : read == Bytes ? read - EncodingSniffer.Unfinished(all) : read;
        return new CsvSample(sample[..whole], file.Name);
    }

    public List<SampleRecord> Records(CsvDialect dialect, int skipLines)
    {
        using var reader = new CsvRecordReader(new MemoryStream(bytes), dialect, name, skipLines);
        var records = new List<SampleRecord>();
        while (records.Count < MostRecords && reader.Read())
        {
            var isBroken = reader.Record.Problem != CsvProblem.None;
            records.Add(new SampleRecord(reader.Line, isBroken ? [] : Cells(reader, dialect), isBroken));
        }

        return records;
    }

    /// <summary>The first lines as they stand there.</summary>
    public IReadOnlyList<string> Lines(int count)
    {
        var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        using var lines = new StringReader(Encoding.UTF8.GetString(text));
        return Enumerable.Range(0, count).Select(_ => lines.ReadLine()).OfType<string>().ToList();
    }

    private static string[] Cells(CsvRecordReader reader, CsvDialect dialect)
    {
        var cells = new string[reader.Record.Width];
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = reader.Cell(i);
            cells[i] = Encoding.UTF8.GetString(reader.Record.Cells[i].Escaped ? dialect.Unescape(cell) : cell);
        }

        return cells;
    }
}
