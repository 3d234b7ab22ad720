using System.Globalization;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Finds the table in CSV files by the second rules: past a line "sep=;", titles and comments, with its delimiter and its header. All of it is
/// stated: in the source as it was read, and in notes.
/// </summary>
internal static class TableSniffer
{
    private const int MostTitles = 30;

    /// <summary>Fewer records of one width than this and the delimiter explains nothing.</summary>
    private const double LeastShare = 0.6;

    private static readonly byte[] Delimiters = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    public static SniffedSource Complete(SourceSpec source, IReadOnlyList<SourceFile> files)
    {
        var sample = CsvSample.Of(files[0]);
        var layout = Find(sample, source);
        var spec = source with
        {
            Delimiter = ((char)layout.Delimiter).ToString(),
            Header = source.Header ?? HeaderSniffer.Of(layout.Table, source) != HeaderEvidence.None,
            SkipLines = layout.SkipLines,
        };
        var placed = new List<SourceFile> { files[0] with { SkipLines = layout.SkipLines } };
        var notes = Notes(sample, layout, source, spec);
        foreach (var file in files.Skip(1))
        {
            var other = source.SkipLines > 0 ? source.SkipLines : Find(CsvSample.Of(file), spec with { SkipLines = 0 }).SkipLines;
            placed.Add(file with { SkipLines = other });
            if (other != layout.SkipLines)
            {
                notes.Add(Begins(file.Name, other, CsvSample.Of(file).Lines(other)));
            }
        }

        return new SniffedSource(spec, placed, notes);
    }

    /// <exception cref="FaultException">What separates the cells must be stated by a person.</exception>
    private static TableLayout Find(CsvSample sample, SourceSpec source)
    {
        var separator = source.SkipLines > 0 ? null : Separator(sample);
        var above = separator is null ? source.SkipLines : 1;
        var dialect = CsvDialect.From(source with { Delimiter = source.Delimiter ?? (source.Quote == "," || source.Escape == "," ? ";" : ",") });
        var candidates = source.Delimiter is not null ? [dialect.Delimiter]
            : separator is { } stated ? [stated]
            : Delimiters.Where(d => d != dialect.Quote && d != dialect.Escape).ToArray();
        var best = candidates.Select(d => Layout(sample, source, dialect with { Delimiter = d }, above)).MaxBy(l => l.Score)!;
        if (source.Delimiter is null && separator is null)
        {
            ForeignDelimiter.Refuse(sample, dialect, best);
        }

        return best;
    }

    /// <summary>Of Excel's first line "sep=;".</summary>
    private static byte? Separator(CsvSample sample)
    {
        var line = sample.Lines(1).FirstOrDefault("");
        var text = line.Length > 2 && line[0] == '"' && line[^1] == '"' ? line[1..^1] : line.TrimEnd(' ');
        if (!text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || text.Length is < 5 or > 6)
        {
            return null;
        }

        return text.Length == 5 && text[4] < 128
            ? (byte)text[4]
            : throw FaultException.InData($"{sample.Name}: line 1 says '{line}': expected one ASCII character behind sep=. Write the file with such a delimiter.");
    }

    private static TableLayout Layout(CsvSample sample, SourceSpec source, CsvDialect dialect, int above)
    {
        var records = sample.Records(dialect, above);
        if (records.Count == 0)
        {
            return new TableLayout(dialect.Delimiter, above, records, 0);
        }

        var common = records.GroupBy(r => r.Width).MaxBy(g => g.Count())!.Key;
        var titles = source.SkipLines > 0 ? 0 : Titles(records, common, source, sample, dialect);
        var table = records.Skip(titles).ToList();
        var share = (double)table.Count(r => r.Width == common) / table.Count;

        // Many columns, nearly all records alike, the first among them: the header must fit too (1,5;2,5 has more commas).
        var fit = titles > 0 ? Math.Pow(0.9, titles) : table[0].Width == common ? 1 : 0.2;
        return new TableLayout(
            dialect.Delimiter,
            titles > 0 ? (int)table[0].Line - 1 : above,
            table,
            share < LeastShare ? 0 : share * Math.Max(0, common - 1) * fit);
    }

    /// <summary>How many records above the table are none of it.</summary>
    private static int Titles(List<SampleRecord> records, int common, SourceSpec source, CsvSample sample, CsvDialect dialect)
    {
        var count = 0;
        while (count < MostTitles && count < records.Count - 1 && IsTitle(records[count], common))
        {
            count++;
        }

        if (count == 0 || records[count].Width != common)
        {
            return 0;
        }

        var above = records.Take(count).ToList();
        if (common == 1)
        {
            return count;
        }

        var evidence = HeaderSniffer.Of(records.Skip(count).ToList(), source);
        var isNarrow = above.TrueForAll(r => !r.Broken && r.Width != common);
        return evidence == HeaderEvidence.Evident
            || (isNarrow && (common >= 3 || evidence == HeaderEvidence.Likely) && !IsHeaderOfOtherDelimiter(sample, dialect, above, common))
            ? count
            : 0;
    }

    /// <summary>A comment, or a line with a word or two where the table has many cells.</summary>
    private static bool IsTitle(SampleRecord record, int common)
    {
        if (record.Broken)
        {
            return common > 1;
        }

        if (record.Cells[0].StartsWith('#'))
        {
            return common > 1 || (record.Cells[0].Length > 1 && record.Cells[0][1] is ' ' or '#');
        }

        var texts = record.Cells.Where(c => c.Length > 0).ToList();
        var most = common >= 4 ? 2 : 1;
        return common > 1 && record.Width <= common && texts.Count <= most
            && (texts.Count == 0 || new CellClassifier([]).Classify(System.Text.Encoding.UTF8.GetBytes(texts[0])) == CellKind.Text);
    }

    /// <summary>The header "a,b,c" of a table whose cells a semicolon separates is no title.</summary>
    private static bool IsHeaderOfOtherDelimiter(CsvSample sample, CsvDialect dialect, List<SampleRecord> above, int common)
    {
        var lines = above.Select(r => r.Line).ToHashSet();
        return Delimiters.Where(d => d != dialect.Delimiter && d != dialect.Quote && d != dialect.Escape)
            .Any(d => sample.Records(dialect with { Delimiter = d }, 0).Exists(r => lines.Contains(r.Line) && r.Width == common));
    }

    private static List<string> Notes(CsvSample sample, TableLayout layout, SourceSpec given, SourceSpec found)
    {
        var notes = new List<string>();
        if (layout.SkipLines > 0)
        {
            notes.Add(Begins(sample.Name, layout.SkipLines, sample.Lines(layout.SkipLines)) + (given.SkipLines > 0 ? ", as source.skipLines says" : ""));
        }

        if (given.Header is null && found.Header == true && layout.Table.Count > 0 && (given.Names.Count > 0 || HeaderSniffer.IsOfNumbers(layout.Table[0].Cells)))
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(sample.Name)}: line {layout.Table[0].Line} ({SourceColumns.Listed(layout.Table[0].Cells)}) is taken for the header")
                + (given.Names.Count > 0 ? ", whose place source.names take" : "") + "; set source.header to false if it is a record");
        }

        return notes;
    }

    private static string Begins(string file, int skipped, IReadOnlyList<string> lines)
    {
        const int Most = 60;
        var shown = lines.FirstOrDefault(l => l.Trim().Length > 0, "");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file)}: the table begins on line {skipped + 1}; what is above it is not read ('{(shown.Length > Most ? string.Concat(shown.AsSpan(0, Most), "…") : shown)}')");
    }
}
