using System.Globalization;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Delimiters that are not guessed, since text is full of them, and those that cannot be read: each is named where it seems to be one.</summary>
internal static class ForeignDelimiter
{
    private const double ClearShare = 0.95;

    private static readonly byte[] Unguessed = [0x01, 0x02, 0x1F, 0x1E, (byte)'^', (byte)'~', (byte)'#', (byte)'*', (byte)'!', (byte)':', (byte)' '];

    /// <exception cref="FaultException">The cells seem to be separated by what nobody stated, or by several characters.</exception>
    public static void Refuse(CsvSample sample, CsvDialect dialect, TableLayout best)
    {
        if (best.Score > 0)
        {
            RefuseLonger(sample.Name, best.Delimiter, best.Table);
            return;
        }

        foreach (var delimiter in Unguessed.Where(d => d != dialect.Quote && d != dialect.Escape))
        {
            var records = sample.Records(dialect with { Delimiter = delimiter }, best.SkipLines);
            if (IsClear(records, r => r.Width))
            {
                RefuseLonger(sample.Name, delimiter, records);
                throw FaultException.InData(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sample.Name}: {Show(delimiter)} seems to separate {records[0].Width} cells in each line, which is guessed of , ; | and tab only. "
                    + $"Set source.delimiter to {Stated(delimiter)}, or to \",\" if each line is one value."));
            }
        }

        var lines = sample.Records(dialect with { Delimiter = 0x1F, Quote = null }, best.SkipLines);
        if (IsClear(lines, r => r.Broken ? 0 : r.Cells[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length))
        {
            throw FaultException.InData(
                $"{sample.Name}: runs of blanks seem to separate the cells (or each has a fixed width), which is not supported: expected one character between them. "
                + "Write the file with one, or set source.delimiter to \",\" if each line is one value.");
        }
    }

    private static bool IsClear(List<SampleRecord> records, Func<SampleRecord, int> width) =>
        records.Count >= 2 && width(records[0]) >= 2
        && records.Count(r => width(r) == width(records[0])) >= ClearShare * records.Count;

    /// <summary>"||" gives empty cells between all others, "~|~" cells that all end and begin with the same character.</summary>
    private static void RefuseLonger(string file, byte delimiter, IReadOnlyList<SampleRecord> table)
    {
        var width = table[0].Width;
        var rows = table.Where(r => r.Width == width).Select(r => r.Cells).ToList();
        if (rows.Count < 2 || width < 2)
        {
            return;
        }

        var d = ((char)delimiter).ToString();
        var between = rows[0][1];
        var isFilled = width >= 3 && width % 2 == 1 && between.Length <= 1 && !between.Any(char.IsLetterOrDigit)
            && rows.TrueForAll(r => Enumerable.Range(0, width / 2).All(i => r[(2 * i) + 1] == between))
            && rows.Exists(r => Enumerable.Range(0, (width / 2) + 1).Any(i => r[2 * i].Length > 0));
        if (isFilled)
        {
            throw Longer(file, d + between + d);
        }

        var (end, begin) = (rows[0][0].LastOrDefault('a'), rows[0][1].FirstOrDefault('a'));
        var isWrapped = IsMark(end) && IsMark(begin)
            && rows.TrueForAll(r => r[..^1].All(c => c.EndsWith(end)) && r[1..].All(c => c.StartsWith(begin)))
            && !rows.TrueForAll(r => r[0].StartsWith(begin))
            && !rows.TrueForAll(r => r[^1].EndsWith(end));
        if (isWrapped)
        {
            throw Longer(file, end + d + begin);
        }
    }

    private static bool IsMark(char c) => !char.IsLetterOrDigit(c) && !char.IsWhiteSpace(c) && c is not ('"' or '\'');

    private static FaultException Longer(string file, string delimiter) => FaultException.InData(string.Create(
        CultureInfo.InvariantCulture,
        $"{file}: '{delimiter.Replace("\t", "\\t", StringComparison.Ordinal)}' seems to separate the cells, of {delimiter.Length} characters, which is not supported: expected one. "
        + $"Write the file with one that no cell holds, or state source.delimiter if that is not so."));

    private static string Show(byte delimiter) => delimiter < ' ' ? string.Create(CultureInfo.InvariantCulture, $"the byte 0x{delimiter:X2}") : $"'{(char)delimiter}'";

    private static string Stated(byte delimiter) => delimiter < ' ' ? string.Create(CultureInfo.InvariantCulture, $"\"\\x{delimiter:X2}\"") : $"\"{(char)delimiter}\"";
}
