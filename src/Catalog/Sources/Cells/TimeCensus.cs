using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Counts in which notations a column's cells could be points in time, ISO 8601 aside.</summary>
internal sealed class TimeCensus
{
    private const int LeastCharacters = 8;
    private const int MostCharacters = 40;
    private const int EarliestYear = 1900;
    private const int LatestYear = 2100;

    private readonly Dictionary<string, (long Count, bool Padded)> _patterns = [];
    private readonly Dictionary<string, TimeFormat> _formats = [];

    /// <summary>By pattern: the cells that are points in time in no other one.</summary>
    private readonly Dictionary<string, long> _decisive = [];

    /// <param name="cell">Normalised text.</param>
    public void Add(string cell, long count)
    {
        if (cell.Length is < LeastCharacters or > MostCharacters)
        {
            return;
        }

        List<string> matches = [];
        foreach (var (pattern, isPadded) in TimeShape.PatternsOf(cell))
        {
            if (FormatOf(pattern).TryRead(cell, out var read) && read.Year is >= EarliestYear and <= LatestYear)
            {
                var known = _patterns.TryGetValue(pattern, out var found) ? found : (0, true);
                _patterns[pattern] = (known.Item1 + count, known.Item2 && isPadded);
                matches.Add(pattern);
            }
        }

        if (matches is [var only])
        {
            _decisive[only] = _decisive.GetValueOrDefault(only) + count;
        }
    }

    public void Add(TimeCensus other)
    {
        foreach (var (pattern, tally) in other._patterns)
        {
            var known = _patterns.TryGetValue(pattern, out var found) ? found : (0, true);
            _patterns[pattern] = (known.Item1 + tally.Count, known.Item2 && tally.Padded);
        }

        foreach (var (pattern, count) in other._decisive)
        {
            _decisive[pattern] = _decisive.GetValueOrDefault(pattern) + count;
        }
    }

    /// <summary>The patterns that most cells fit; more than one: nobody can tell which is meant.</summary>
    public IReadOnlyList<TimeFit> Best()
    {
        var most = _patterns.Count == 0 ? 0 : _patterns.Values.Max(p => p.Count);
        return [.. _patterns.Where(p => p.Value.Count == most && !IsShortToo(p.Key, most))
            .Select(p => new TimeFit(p.Value.Padded ? TimeShape.Padded(p.Key) : p.Key, p.Value.Count) { Otherwise = OnlyOtherwise(p.Key) })
            .OrderBy(f => f.Pattern, StringComparer.Ordinal)];
    }

    private long OnlyOtherwise(string pattern)
    {
        var swapped = TimeShape.Swapped(pattern);
        return swapped == pattern ? 0 : _decisive.GetValueOrDefault(swapped);
    }

    // A column of nothing but May: both names are the same point in time.
    private bool IsShortToo(string pattern, long most) =>
        pattern.Contains("MMMM", StringComparison.Ordinal) && _patterns.TryGetValue(pattern.Replace("MMMM", "MMM", StringComparison.Ordinal), out var other) && other.Count == most;

    private TimeFormat FormatOf(string pattern)
    {
        if (!_formats.TryGetValue(pattern, out var format))
        {
            _formats.Add(pattern, format = TimeFormat.Parse(pattern)!);
        }

        return format;
    }
}
