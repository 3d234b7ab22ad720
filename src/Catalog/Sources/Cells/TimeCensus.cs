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

    /// <param name="cell">Normalised text.</param>
    public void Add(string cell, long count)
    {
        if (cell.Length is < LeastCharacters or > MostCharacters)
        {
            return;
        }

        foreach (var (pattern, isPadded) in TimeShape.PatternsOf(cell))
        {
            if (FormatOf(pattern).TryRead(cell, out var read) && read.Year is >= EarliestYear and <= LatestYear)
            {
                var known = _patterns.TryGetValue(pattern, out var found) ? found : (0, true);
                _patterns[pattern] = (known.Item1 + count, known.Item2 && isPadded);
            }
        }
    }

    public void Add(TimeCensus other)
    {
        foreach (var (pattern, tally) in other._patterns)
        {
            var known = _patterns.TryGetValue(pattern, out var found) ? found : (0, true);
            _patterns[pattern] = (known.Item1 + tally.Count, known.Item2 && tally.Padded);
        }
    }

    /// <summary>The patterns that most cells fit; more than one: nobody can tell which is meant.</summary>
    public IReadOnlyList<TimeFit> Best()
    {
        var most = _patterns.Count == 0 ? 0 : _patterns.Values.Max(p => p.Count);
        return [.. _patterns.Where(p => p.Value.Count == most)
            .Select(p => new TimeFit(p.Value.Padded ? TimeShape.Padded(p.Key) : p.Key, p.Value.Count))
            .OrderBy(f => f.Pattern, StringComparer.Ordinal)];
    }

    private TimeFormat FormatOf(string pattern)
    {
        if (!_formats.TryGetValue(pattern, out var format))
        {
            _formats.Add(pattern, format = TimeFormat.Parse(pattern)!);
        }

        return format;
    }
}
