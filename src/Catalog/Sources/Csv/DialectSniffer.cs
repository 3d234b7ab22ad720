using System.Text;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Proposes how a CSV file is to be read from its first records: the delimiter and quote with which the most records have the same width,
/// and whether the first record is a header. A proposal is shown and written down; it is never used in silence.
/// </summary>
internal static class DialectSniffer
{
    private const int SampleBytes = 1 << 18;
    private const int MostRecords = 2_000;

    /// <summary>Fewer records of one width than this and the dialect explains nothing.</summary>
    private const double LeastShare = 0.6;

    private static readonly byte[] Delimiters = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    /// <summary>Fills in the delimiter and the header where the source leaves them open, and by the second rules where the tables begin.</summary>
    public static SniffedSource Complete(SourceSpec source, IReadOnlyList<SourceFile> files) =>
        source.Rules >= ReadingRules.Second ? TableSniffer.Complete(source, files) : new SniffedSource(Complete(source, files[0]), files, []);

    private static SourceSpec Complete(SourceSpec source, SourceFile file)
    {
        if (source.Delimiter is not null && source.Header is not null)
        {
            return source;
        }

        var sample = Sample(file.Path);
        var delimiter = source.Delimiter ?? ((char)Delimiter(sample, CsvDialect.From(source with { Delimiter = "," }), file.Name)).ToString();
        var spec = source with { Delimiter = delimiter };
        return spec with { Header = source.Header ?? HasHeader(Records(sample, CsvDialect.From(spec with { Header = false }), file.Name), spec) };
    }

    /// <summary>
    /// Proposes the quote, the escape and the null values too: a single quote where cells begin with it and none with a double one; a backslash
    /// where records are whole with it and are not without; words for "missing" as <see cref="NullWordFinder"/> finds them.
    /// </summary>
    public static SourceSpec Propose(SourceSpec source, SourceFile file, string? label)
    {
        var sample = Sample(file.Path);
        var sniffed = Complete(SingleQuoted(sample, file.Name) ? source with { Quote = "'", Escape = "'" } : source, [file]);
        var spec = sniffed.Source;
        spec = spec.Rules >= ReadingRules.Second && EscapedByBackslash(file, spec) ? spec with { Escape = "\\" } : spec;
        return spec.NullValues.Count + spec.ColumnNullValues.Count > 0 ? spec : NullWordFinder.Propose(spec, sniffed.Files[0], label);
    }

    private static byte[] Sample(string path)
    {
        using var stream = File.OpenRead(path);
        var sample = new byte[SampleBytes];
        var read = stream.ReadAtLeast(sample, SampleBytes, throwOnEndOfStream: false);
        var cut = read == SampleBytes ? sample.AsSpan(0, read).LastIndexOf((byte)'\n') : read;
        return sample[..(cut > 0 ? cut : read)];
    }

    private static byte Delimiter(byte[] sample, CsvDialect dialect, string name) =>
        Delimiters.Select(d => (Delimiter: d, Score: Score(Widths(sample, dialect with { Delimiter = d }, name))))
            .MaxBy(c => c.Score).Delimiter;

    /// <summary>Many columns, nearly all records alike, the first among them: the header must fit too (1,5;2,5 has more commas).</summary>
    private static double Score(List<int> widths)
    {
        if (widths.Count == 0)
        {
            return 0;
        }

        var common = widths.GroupBy(w => w).MaxBy(g => g.Count())!;
        var share = (double)common.Count() / widths.Count;
        return share < LeastShare ? 0 : share * (common.Key - 1) * (widths[0] == common.Key ? 1 : 0.2);
    }

    private static List<int> Widths(byte[] sample, CsvDialect dialect, string name)
    {
        using var reader = new CsvRecordReader(new MemoryStream(sample), dialect, name);
        var widths = new List<int>();
        while (widths.Count < MostRecords && reader.Read())
        {
            widths.Add(reader.Record.Problem == CsvProblem.None ? reader.Record.Width : 0);
        }

        return widths;
    }

    private static bool SingleQuoted(byte[] sample, string name)
    {
        var withDouble = Quotes(sample, CsvDialect.Default, name);
        var withSingle = Quotes(sample, CsvDialect.Default with { Quote = (byte)'\'', Escape = (byte)'\'' }, name);
        return withSingle.Closed > 0 && withSingle.Broken == 0 && withDouble.Closed == 0;
    }

    /// <summary>Whether fewer records are broken where a backslash, not a second quote, stands before a quote that closes nothing.</summary>
    private static bool EscapedByBackslash(SourceFile file, SourceSpec spec)
    {
        var sample = CsvSample.Of(file);
        int Broken(CsvDialect dialect)
        {
            var records = sample.Records(dialect, spec.SkipLines);
            var common = records.Count == 0 ? 0 : records.GroupBy(r => r.Width).MaxBy(g => g.Count())!.Key;
            return records.Count(r => r.Broken || r.Width != common);
        }

        var dialect = CsvDialect.From(spec);
        return dialect.Quote is not null && dialect.Escape == dialect.Quote && Broken(dialect with { Escape = (byte)'\\' }) < Broken(dialect);
    }

    private static (int Closed, int Broken) Quotes(byte[] sample, CsvDialect dialect, string name)
    {
        int closed = 0, broken = 0;
        var delimiter = Delimiter(sample, dialect, name);
        using var reader = new CsvRecordReader(new MemoryStream(sample), dialect with { Delimiter = delimiter }, name);
        for (var i = 0; i < MostRecords && reader.Read(); i++)
        {
            broken += reader.Record.Problem == CsvProblem.None ? 0 : 1;
            foreach (var cell in reader.Record.Cells)
            {
                closed += cell.Start > 0 && reader.Bytes[cell.Start - 1] == dialect.Quote ? 1 : 0;
            }
        }

        return (closed, broken);
    }

    private static List<string[]> Records(byte[] sample, CsvDialect dialect, string name)
    {
        using var reader = new CsvRecordReader(new MemoryStream(sample), dialect, name);
        var records = new List<string[]>();
        while (records.Count < MostRecords && reader.Read())
        {
            if (reader.Record.Problem == CsvProblem.None)
            {
                records.Add(Enumerable.Range(0, reader.Record.Width).Select(i => Encoding.UTF8.GetString(reader.Cell(i))).ToArray());
            }
        }

        return records;
    }

    /// <summary>
    /// Columns of numbers, times or booleans decide: in most of them a header holds text. Without such columns a header's names are all
    /// there, all different, and never values of their columns.
    /// </summary>
    private static bool HasHeader(List<string[]> records, SourceSpec source)
    {
        if (records.Count == 0)
        {
            return false;
        }

        var first = records[0];
        if (source.Names.Count > 0)
        {
            return first.SequenceEqual(source.Names, StringComparer.OrdinalIgnoreCase);
        }

        var classifier = new CellClassifier(source.NullValues);
        var kinds = first.Select(c => classifier.Classify(Encoding.UTF8.GetBytes(c))).ToList();
        var rest = records.Skip(1).Where(r => r.Length == first.Length).ToList();
        var typed = Enumerable.Range(0, first.Length).Where(i => IsTyped(classifier, rest, i)).ToList();
        var named = typed.Count(i => kinds[i] == CellKind.Text);
        var valued = typed.Count(i => kinds[i] is not (CellKind.Text or CellKind.Null));
        return named + valued > 0
            ? named >= valued
            : kinds.TrueForAll(k => k == CellKind.Text)
                && first.Distinct(StringComparer.OrdinalIgnoreCase).Count() == first.Length
                && !rest.Exists(r => r.Zip(first).Any(c => c.First == c.Second));
    }

    private static bool IsTyped(CellClassifier classifier, List<string[]> rest, int column)
    {
        var kinds = rest.Select(r => classifier.Classify(Encoding.UTF8.GetBytes(r[column]))).Where(k => k != CellKind.Null).ToList();
        return kinds.Count > 0 && kinds.Count(k => k != CellKind.Text) >= ColumnTyping.UnclearShare * kinds.Count;
    }
}
