using System.Buffers;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Finds the words that mean "missing" in a CSV file, over all of its records: a word may be a value where nobody looked. In columns of
/// numbers, times and truth values each of the usual words does, in others only the question mark, and in the label none.
/// </summary>
internal static class NullWordFinder
{
    /// <summary>The source with the words: for every column where the word means so in each that holds it, else for single ones.</summary>
    public static SourceSpec Propose(SourceSpec source, SourceFile file, string? label)
    {
        var columns = Scan(source, file);
        var meant = columns.Select(column => (column.Name, Words: Meant(column, source, label))).ToList();
        var words = meant.SelectMany(column => column.Words).Distinct().Order(StringComparer.Ordinal).ToList();
        var common = words.Where(word => columns.Zip(meant).All(pair => !pair.First.Words.ContainsKey(word) || pair.Second.Words.Contains(word))).ToList();
        return source with
        {
            NullValues = common,
            ColumnNullValues = meant
                .Select(column => (column.Name, Own: (IReadOnlyList<string>)[.. column.Words.Except(common)]))
                .Where(column => column.Own.Count > 0)
                .ToDictionary(column => column.Name, column => column.Own, StringComparer.Ordinal),
        };
    }

    private static List<string> Meant(Column column, SourceSpec source, string? label)
    {
        var isTyped = source.Types.TryGetValue(column.Name, out var given) ? given != ColumnType.Text : column.IsTyped(source);
        return column.Name == label ? []
            : [.. column.Words.Keys.Where(word => isTyped || (word == NullWords.Everywhere && column.IsOfWords)).Order(StringComparer.Ordinal)];
    }

    private static List<Column> Scan(SourceSpec source, SourceFile file)
    {
        var dialect = CsvDialect.From(source);
        var scanner = new CsvScanner(dialect, _ => { });
        var header = scanner.ReadHeader(file);
        var width = dialect.Header ? header.Count : scanner.ReadWidth(file);
        var names = source.Names.Count == width ? source.Names : dialect.Header ? header : [.. Enumerable.Repeat("", width)];
        var columns = SourceColumns.Named(names, file.Name).Select(name => new Column(name)).ToList();
        using var reader = CsvRecordReader.Open(file, dialect);
        var more = !dialect.Header || reader.Read();
        while (more && reader.Read())
        {
            if (!reader.IsBroken(width))
            {
                AddTo(columns, reader, dialect, file.Name);
            }
        }

        return columns;
    }

    private static void AddTo(List<Column> columns, CsvRecordReader reader, CsvDialect dialect, string file)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var cell = reader.Record.Cells[i].Escaped ? dialect.Unescape(reader.Cell(i)) : reader.Cell(i);
            columns[i].Add(cell, file, reader.Line);
        }
    }

    private sealed class Column(string name)
    {
        private static readonly int Longest = NullWords.All.Max(word => word.Length) * 3;

        private static readonly SearchValues<byte> LettersAndDigits = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

        private readonly ColumnScanner _scanner = new(ReadingRules.Second, [.. NullWords.All]);
        private long _words;

        public string Name => name;

        /// <summary>How often each word stands in the column.</summary>
        public Dictionary<string, long> Words { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether what is left without the words is numbers, times or truth values, in whatever notation, or nearly so.</summary>
        public bool IsTyped(SourceSpec source)
        {
            var profile = _scanner.Profile;
            return profile.Values > 0 && (profile.Numbers + profile.Timestamps >= ColumnTyping.UnclearShare * profile.Values || TypeOf(profile, source) != ColumnType.Text);
        }

        /// <summary>Whether what is left is words or numbers, and no mere signs, of which the question mark may be one.</summary>
        public bool IsOfWords => _words > 0 && _words >= ColumnTyping.UnclearShare * _scanner.Profile.Values;

        public void Add(ReadOnlySpan<byte> cell, string file, long line)
        {
            if (cell.Length <= Longest && CellText.Decode(cell) is { } text && NullWords.All.TryGetValue(CellText.Normalise(text), out var word))
            {
                Words[word] = Words.GetValueOrDefault(word) + 1;
                return;
            }

            _words += cell.IndexOfAny(LettersAndDigits) >= 0 || cell.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0 ? 1 : 0;
            _scanner.Add(cell, file, line);
        }

        private ColumnType? TypeOf(ColumnProfile profile, SourceSpec source)
        {
            try
            {
                var context = new TypingContext { Decimal = source.Decimal is [var mark] ? mark : null, Format = source.Formats.GetValueOrDefault(name) };
                return WholeColumnTyping.Decide(name, profile, context).Type;
            }
            catch (FaultException)
            {
                // Nearly of numbers or times: whoever reads the file is told, and no word in it is a value.
                return null;
            }
        }
    }
}
