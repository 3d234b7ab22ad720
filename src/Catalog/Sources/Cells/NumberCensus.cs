using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Counts in which notations a column's cells could be numbers: by what stands around them, and by their marks.</summary>
internal sealed class NumberCensus
{
    /// <summary>Longer texts are no numbers.</summary>
    private const int MostCharacters = 48;
    private const int MostAffixes = 16;

    private static readonly (char? Group, char Decimal)[] Marks =
        [(null, '.'), (',', '.'), ('\'', '.'), (' ', '.'), (null, ','), ('.', ','), ('\'', ','), (' ', ',')];

    private readonly Dictionary<(string Prefix, string Suffix), Tally> _byAffix = [];

    /// <summary>Whole numbers without a mark, which stand in every notation without affixes.</summary>
    private long _bare;

    /// <summary>Cells that are numbers in some notation.</summary>
    public long Count => _bare + _byAffix.Values.Sum(t => t.Cells);

    /// <summary>What stands around the numbers, most frequent first: more than one where they are not of one unit throughout.</summary>
    public IReadOnlyList<string> Units =>
        [.. _byAffix.Values.Where(tally => tally.Cells > 0).OrderByDescending(tally => tally.Cells).Select(tally => $"{tally.Prefix}#{tally.Suffix}")
            .Concat(_bare > 0 ? ["#"] : []).Distinct()];

    public void AddBare(long count) => _bare += count;

    /// <summary>A number with a decimal point: it stands in every notation that has one, and, where its digits are so, in the one whose thousands are pointed.</summary>
    /// <param name="couldBeGrouped">One to three digits, not a lone zero, and then three behind each point: 1.234 may be 1234.</param>
    public void AddPointed(bool couldBeGrouped, long count)
    {
        var tally = TallyOf("", "")!;
        tally.AddPointed(couldBeGrouped, count);
    }

    /// <param name="cell">Normalised text that is no number in plain notation.</param>
    public void Add(string cell, long count)
    {
        if (cell.Length > MostCharacters || Split(cell) is not { } parts)
        {
            return;
        }

        TallyOf(parts.Prefix, parts.Suffix)?.Add(cell, count);
    }

    public void Add(NumberCensus other)
    {
        _bare += other._bare;
        foreach (var (key, tally) in other._byAffix)
        {
            if (_byAffix.TryGetValue(key, out var known))
            {
                known.Add(tally);
            }
            else
            {
                _byAffix.Add(key, tally);
            }
        }
    }

    /// <summary>The notations in which most cells are numbers, the simplest first; more than one: nobody can tell which is meant.</summary>
    /// <param name="point">The decimal mark, where it is known.</param>
    public IReadOnlyList<NotationFit> Best(char? point)
    {
        if (_byAffix.Count == 0)
        {
            return [];
        }

        var tally = _byAffix.Values.MaxBy(t => t.Cells)!;
        var bare = tally.HasAffix ? 0 : _bare;

        // Where every number is in parentheses they are no minus: (1), (2), (3) are marks of a list.
        var fits = Enumerable.Range(0, Marks.Length)
            .Where(i => tally.Fits[i] > 0 && (point is null || Marks[i].Decimal == point) && tally.Wrapped[i] < tally.Fits[i] + bare)
            .Select(i => (Mark: i, Fit: new NotationFit(Format(tally, i), tally.Fits[i] + bare, tally.Fractions[i] > 0)))
            .ToList();
        var most = fits.Count == 0 ? 0 : fits.Max(f => f.Fit.Count);
        return [.. fits.Where(f => f.Fit.Count == most).Select(f => f.Fit).DistinctBy(f => f.Format)];
    }

    private Tally? TallyOf(string prefix, string suffix)
    {
        // Blanks between a number and its unit do not count: 5% and 5 % are of one unit. The first of them shows how it is written.
        var key = (prefix.Trim(), suffix.Trim());
        if (!_byAffix.TryGetValue(key, out var tally) && _byAffix.Count < MostAffixes)
        {
            _byAffix.Add(key, tally = new Tally(prefix, suffix));
        }

        return tally;
    }

    // What no cell shows is not stated: a mark of thousands that never stood there, decimals where all are whole. But only a notation with
    // something of its own takes parentheses for a minus.
    private static NumberFormat Format(Tally tally, int mark) => new(
        tally.Prefix,
        tally.Groups[mark] > 0 ? Marks[mark].Group
            : tally.Wrapped[mark] == 0 ? null
            : tally.Fractions[mark] == 0 ? ' '
            : Marks[mark].Decimal == '.' ? ',' : '.',
        tally.Fractions[mark] > 0 ? Marks[mark].Decimal : null,
        tally.Suffix);

    /// <summary>What stands before and behind the number; null: the text is none.</summary>
    private static (string Prefix, string Suffix)? Split(string cell)
    {
        var text = cell.AsSpan();
        if (text.Length > 2 && text[0] == '(' && text[^1] == ')')
        {
            text = text[1..^1].Trim();
        }

        var first = text.IndexOfAnyInRange('0', '9');
        var last = text.LastIndexOfAnyInRange('0', '9');
        if (first < 0)
        {
            return null;
        }

        first -= first > 0 && text[first - 1] is '.' or ',' ? 1 : 0;
        var prefix = text[..first].ToString().Replace("-", "", StringComparison.Ordinal).Replace("−", "", StringComparison.Ordinal).Replace("+", "", StringComparison.Ordinal);
        var suffix = text[(last + 1)..].ToString();
        suffix = suffix is "." or "," ? "" : suffix;
        return Affixes.IsPrefix(prefix.Trim()) && Affixes.IsSuffix(suffix.Trim()) ? (Spelled(prefix), Spelled(suffix)) : null;
    }

    /// <summary>With ordinary blanks, and none where nothing else is.</summary>
    private static string Spelled(string affix) =>
        string.IsNullOrWhiteSpace(affix) ? "" : string.Concat(affix.Select(c => char.IsWhiteSpace(c) ? ' ' : c));

    private sealed class Tally(string prefix, string suffix)
    {
        private static readonly char[] Ends = [')', ' '];

        public string Prefix => prefix;

        public string Suffix => suffix;

        public bool HasAffix => prefix.Length + suffix.Length > 0;

        public long Cells { get; private set; }

        public long[] Fits { get; } = new long[Marks.Length];

        /// <summary>Of those, how many show a mark of thousands.</summary>
        public long[] Groups { get; } = new long[Marks.Length];

        /// <summary>Of those, how many show a decimal mark.</summary>
        public long[] Fractions { get; } = new long[Marks.Length];

        /// <summary>Of those without anything else around them, how many stand in parentheses.</summary>
        public long[] Wrapped { get; } = new long[Marks.Length];

        public void Add(string cell, long count)
        {
            var isWrapped = !HasAffix && cell[0] == '(';
            var last = cell.TrimEnd(Ends)[^1];
            var isNumber = false;
            for (var i = 0; i < Marks.Length; i++)
            {
                var format = new NumberFormat(prefix, Marks[i].Group, Marks[i].Decimal, suffix);
                if (!format.TryRead(cell, out var invariant))
                {
                    continue;
                }

                isNumber = true;
                Fits[i] += count;
                Fractions[i] += invariant.Contains('.', StringComparison.Ordinal) || (!HasAffix && last == Marks[i].Decimal) ? count : 0;
                Wrapped[i] += isWrapped ? count : 0;
                Groups[i] += Marks[i].Group is { } group && cell.Any(c => NumberFormat.Canonical(c) == group && IsWithin(cell, c)) ? count : 0;
            }

            Cells += isNumber ? count : 0;
        }

        public void AddPointed(bool couldBeGrouped, long count)
        {
            Cells += count;
            for (var i = 0; i < Marks.Length; i++)
            {
                var isDecimal = Marks[i].Decimal == '.';
                var isGroup = Marks[i].Group == '.' && couldBeGrouped;
                Fits[i] += isDecimal || isGroup ? count : 0;
                Fractions[i] += isDecimal ? count : 0;
                Groups[i] += isGroup ? count : 0;
            }
        }

        public void Add(Tally other)
        {
            Cells += other.Cells;
            for (var i = 0; i < Marks.Length; i++)
            {
                Fits[i] += other.Fits[i];
                Groups[i] += other.Groups[i];
                Wrapped[i] += other.Wrapped[i];
                Fractions[i] += other.Fractions[i];
            }
        }

        // A blank before a unit is no mark of thousands.
        private static bool IsWithin(string cell, char mark)
        {
            var at = cell.IndexOf(mark, StringComparison.Ordinal);
            return at > 0 && at + 1 < cell.Length && char.IsAsciiDigit(cell[at - 1]) && char.IsAsciiDigit(cell[at + 1]);
        }
    }
}
