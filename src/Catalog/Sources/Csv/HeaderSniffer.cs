using System.Globalization;
using System.Text;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Whether the first of some records names the columns, by the second rules.</summary>
internal static class HeaderSniffer
{
    /// <summary>Numbers that may well be years.</summary>
    private const int FirstYear = 1800;
    private const int LastYear = 2200;

    /// <summary>So few records show nothing about which values a column repeats.</summary>
    private const int LeastToRepeat = 4;

    private static readonly string[] NullWords = ["?", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "-", "."];

    public static HeaderEvidence Of(IReadOnlyList<SampleRecord> records, SourceSpec source)
    {
        if (records.Count == 0 || records[0].Broken)
        {
            return HeaderEvidence.None;
        }

        var first = records[0].Cells;
        if (source.Names.Count > 0 && first.SequenceEqual(source.Names.Select(n => n.Trim()), StringComparer.OrdinalIgnoreCase))
        {
            return HeaderEvidence.Evident;
        }

        var rest = records.Skip(1).Where(r => r.Width == first.Length).Select(r => r.Cells).ToList();
        var classifier = new CellClassifier(source.NullValues.Concat(NullWords));
        int named = 0;
        var valued = new List<int>();
        for (var i = 0; i < first.Length; i++)
        {
            var looks = Looks(classifier, first[i], rest.Select(r => r[i]));
            named += looks == true ? 1 : 0;
            if (looks == false)
            {
                valued.Add(i);
            }
        }

        return named > valued.Count ? HeaderEvidence.Evident
            : valued.Count > 0 && AreLabels(first, valued, rest) ? HeaderEvidence.Evident
            : named + valued.Count > 0 ? (named == valued.Count ? HeaderEvidence.Likely : HeaderEvidence.None)
            : IsOnlyThere(first, rest, source.Names.Count > 0) && Array.TrueForAll(first, c => Kind(classifier, c) == CellKind.Text)
                ? HeaderEvidence.Likely
                : HeaderEvidence.None;
    }

    /// <summary>Whether these cells of the first record are numbers that name columns: years, or 0, 1, 2, …, as those below them are not.</summary>
    public static bool IsOfNumbers(IReadOnlyList<string> header) =>
        header.Count(c => long.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out _)) >= 2;

    /// <returns>True: a name above values; false: a value above values; null: nothing can be said.</returns>
    private static bool? Looks(CellClassifier classifier, string cell, IEnumerable<string> column)
    {
        var kind = Kind(classifier, cell);
        var values = column.Where(c => Kind(classifier, c) != CellKind.Null).ToList();
        if (kind == CellKind.Null || values.Count == 0)
        {
            return null;
        }

        var families = values.Select(v => Family(Kind(classifier, v))).GroupBy(f => f).ToDictionary(g => g.Key, g => g.Count());
        var (family, count) = families.MaxBy(f => f.Value);
        if (family != CellKind.Text && count >= ColumnTyping.UnclearShare * values.Count)
        {
            return Family(kind) != family;
        }

        // Figures in a notation of their own, such as 1.234,50 or 31.12.2024 or C001.
        var figures = values.Where(v => v.AsSpan().IndexOfAnyInRange('0', '9') >= 0).Select(Shape).ToHashSet();
        return values.Count(v => v.AsSpan().IndexOfAnyInRange('0', '9') >= 0) >= ColumnTyping.UnclearShare * values.Count && figures.Count <= Math.Max(3, values.Count / 4)
            ? !figures.Contains(Shape(cell))
            : null;
    }

    /// <summary>Runs of digits as 9, runs of letters as a.</summary>
    private static string Shape(string cell)
    {
        var shape = new StringBuilder();
        foreach (var c in cell)
        {
            var kind = char.IsAsciiDigit(c) ? '9' : char.IsLetter(c) ? 'a' : c;
            if (shape.Length == 0 || shape[^1] != kind || kind is not ('9' or 'a'))
            {
                shape.Append(kind);
            }
        }

        return shape.ToString();
    }

    private static CellKind Family(CellKind kind) => kind switch
    {
        CellKind.Integer or CellKind.NotANumber => CellKind.Number,
        CellKind.OffsetTimestamp => CellKind.Timestamp,
        _ => kind,
    };

    private static bool AreLabels(string[] first, List<int> valued, List<string[]> rest)
    {
        var others = Enumerable.Range(0, first.Length).Except(valued).ToList();
        return AreLabels(valued.Select(i => first[i]), others.Count == 0)
            && !rest.Exists(r => AreLabels(valued.Select(i => r[i]), others.Count == 0))
            && others.TrueForAll(i => first[i].AsSpan().IndexOfAnyInRange('0', '9') < 0 && !rest.Exists(r => r[i].Length > 0 && r[i] == first[i]));
    }

    private static bool AreLabels(IEnumerable<string> cells, bool all)
    {
        var numbers = new List<long>();
        foreach (var cell in cells)
        {
            if (!long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            numbers.Add(number);
        }

        var steps = numbers.Zip(numbers.Skip(1), (a, b) => b - a).ToList();
        var areYears = numbers.Count >= (all ? 3 : 2) && numbers.TrueForAll(n => n is >= FirstYear and <= LastYear)
            && (steps.TrueForAll(s => s > 0) || steps.TrueForAll(s => s < 0));
        return areYears || (numbers.Count >= 3 && steps.TrueForAll(s => s == 1) && (numbers[0] == 0 || (numbers[0] == 1 && !all)));
    }

    /// <summary>
    /// No cell is a value of its column. Where the source names the columns that is no sign unless columns repeat their values: of free texts the
    /// first record's are found nowhere else either.
    /// </summary>
    private static bool IsOnlyThere(string[] first, List<string[]> rest, bool isNamed)
    {
        if (rest.Exists(r => r.Zip(first).Any(c => c.First == c.Second)))
        {
            return false;
        }

        var mustRepeat = isNamed || first.Distinct(StringComparer.OrdinalIgnoreCase).Count() < first.Length;
        return !mustRepeat || (rest.Count >= LeastToRepeat
            && Enumerable.Range(0, first.Length).Any(i => rest.Select(r => r[i]).Distinct().Count() * 2 <= rest.Count));
    }

    private static CellKind Kind(CellClassifier classifier, string cell) => classifier.Classify(Encoding.UTF8.GetBytes(cell));
}
