using System.Globalization;
using System.Text;
using Mdlc.Catalog.Sources.Csv;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>
/// Writes JSON files as CSV, each value as the text it is, so that what a column's texts mean is decided in one place whatever the format. One
/// pass over all files learns their keys, the second writes; what is no record is rejected.
/// </summary>
internal sealed class JsonTable(ScratchFolder scratch, Quarantine quarantine, Action<string> progress, CancellationToken cancellationToken)
{
    private const int RecordsBetweenSigns = 1 << 16;
    private const int MostShown = 40;

    private static readonly string TooLong =
        string.Create(CultureInfo.InvariantCulture, $"is longer than {CsvRecordReader.MaxRecordBytes} bytes, the most a record may have");

    private readonly JsonKeys _keys = new();
    private readonly List<JsonKeyTally> _tallies = [];

    /// <summary>The keys, as they are written, in order of first appearance.</summary>
    public IReadOnlyList<string> Names => _keys.Names;

    /// <summary>Records written.</summary>
    public long Kept { get; private set; }

    /// <summary>Records rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>How each key's values are written.</summary>
    public IReadOnlyList<JsonKeyTally> Tallies => _tallies;

    /// <summary>Learns the keys of a file's records.</summary>
    /// <exception cref="FaultException">The file is a broken array, or holds more keys than a table has columns.</exception>
    public void Learn(SourceFile file)
    {
        var record = new JsonRecord(_keys);
        foreach (var (reader, problem) in Records(file, record, "looking through"))
        {
            if (problem is not null)
            {
                continue;
            }

            if (_keys.Count > JsonKeys.Most)
            {
                throw FaultException.InData(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Name}: up to line {reader.Line} the objects have {_keys.Count} different keys, expected {JsonKeys.Most} at most. "
                    + $"Keys are the columns of a table: write what differs from record to record as values."));
            }

            while (_tallies.Count < _keys.Count)
            {
                _tallies.Add(new JsonKeyTally());
            }

            foreach (var cell in record.Cells)
            {
                _tallies[cell.Key].Add(cell.Type, record.Text(cell));
            }
        }
    }

    /// <summary>Writes a file's records, after all files have been learned.</summary>
    /// <param name="notations">By key: the notation that the column's texts are known to have.</param>
    /// <exception cref="FaultException">The file is not the one that was learned.</exception>
    public SourceFile Write(SourceFile file, IReadOnlyList<NumberFormat?> notations)
    {
        var target = scratch.NewFile(".csv");
        var lines = new RecordLines();
        var record = new JsonRecord(_keys);
        var row = new JsonRow(record, notations);
        using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        WriteHeader(file, row, output);
        foreach (var (reader, problem) in Records(file, record, "reading"))
        {
            if (_keys.Count > notations.Count)
            {
                throw FaultException.InData($"{file.Name}: line {reader.Line} has a key that was not there before. Is the file being written to? Try again when it is whole.");
            }

            if ((problem ?? (row.TryWrite() ? null : TooLong)) is { } reason)
            {
                quarantine.Add(file.Name, reader.Line, null, reader.Bytes.Trim(" \t\r\n"u8), reason);
                Rejected++;
                continue;
            }

            output.Write(row.Line);
            lines.Add(reader.Line);
            Kept++;
        }

        return new SourceFile(file.Name, target) { Lines = lines };
    }

    private void WriteHeader(SourceFile file, JsonRow row, FileStream output)
    {
        if (!row.TryWrite(_keys.Names))
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Name}: the {_keys.Count} keys of its objects are together longer than {CsvRecordReader.MaxRecordBytes} bytes, the most that names of columns may have. "
                + $"Give them shorter names."));
        }

        output.Write(row.Line);
    }

    private IEnumerable<(JsonRecordReader Reader, string? Problem)> Records(SourceFile file, JsonRecord record, string doing)
    {
        using var reader = JsonRecordReader.Open(file);
        var whole = Math.Max(1, new FileInfo(file.Path).Length);
        for (var read = 1L; reader.Read(); read++)
        {
            yield return (reader, reader.IsTooLong ? TooLong : Parse(reader, record));
            if (read % RecordsBetweenSigns == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(string.Create(CultureInfo.InvariantCulture, $"{doing} {Path.GetFileName(file.Name)}: {100.0 * reader.Position / whole:F0} %"));
            }
        }
    }

    private static string? Parse(JsonRecordReader reader, JsonRecord record)
    {
        var problem = record.Parse(reader.Bytes);
        if (record.Broken is { } broken && reader.IsArray)
        {
            var line = reader.Line + (broken.LineNumber ?? 0);
            var bytes = reader.Bytes;
            var shown = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostShown)]);
            var found = broken.Message.Split(" LineNumber:")[0];
            throw reader.Broken(line, $"{found} (in the element '{shown}{(bytes.Length > MostShown ? "…" : "")}')");
        }

        return problem;
    }
}
