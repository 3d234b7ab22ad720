using System.Text;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>How many of a column's cells look like what, and what those look like that are no numbers.</summary>
/// <param name="census">Under the second rules; null under the first.</param>
internal sealed class ColumnProfile(CellCensus? census = null)
{
    private const int MostOddValues = 16;
    private const int MostOddBytes = 60;

    private readonly long[] _counts = new long[Enum.GetValues<CellKind>().Length];
    private readonly List<OddValue> _odd = [];
    private bool _oddOverflow;

    public CellCensus? Census => census;

    /// <summary>An empty one, for columns under those rules.</summary>
    public static ColumnProfile For(int rules) => new(rules >= ReadingRules.Second ? new CellCensus() : null);

    public long this[CellKind kind] => _counts[(int)kind];

    /// <summary>Cells that hold something.</summary>
    public long Values => _counts.Sum() - this[CellKind.Null];

    public long Numbers => this[CellKind.Integer] + this[CellKind.Number];

    public long Timestamps => this[CellKind.Timestamp] + this[CellKind.OffsetTimestamp];

    /// <summary>Values that stand out of a column of mostly numbers or timestamps, most frequent first; not all of them where they are many.</summary>
    public IReadOnlyList<OddValue> OddValues => _odd.OrderByDescending(o => o.Count).ToList();

    public void Add(CellKind kind, ReadOnlySpan<byte> cell, string file, long line, long count = 1)
    {
        _counts[(int)kind] += count;
        census?.Add(kind, cell, count);
        if (kind == CellKind.Text && !_oddOverflow && Numbers + Timestamps >= this[CellKind.Text])
        {
            AddOdd(cell, file, line, count);
        }
    }

    public void Add(ColumnProfile other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        if (other.Census is { } others)
        {
            census?.Add(others);
        }

        foreach (var odd in other._odd)
        {
            var known = _odd.Find(o => o.Text == odd.Text);
            if (known is not null)
            {
                known.Count += odd.Count;
            }
            else if (_odd.Count < MostOddValues)
            {
                _odd.Add(odd);
            }
        }
    }

    private void AddOdd(ReadOnlySpan<byte> cell, string file, long line, long count)
    {
        var text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, MostOddBytes)]);
        var known = _odd.Find(o => o.Text == text);
        if (known is not null)
        {
            known.Count += count;
        }
        else if (_odd.Count < MostOddValues)
        {
            _odd.Add(new OddValue { Text = text, File = file, Line = line, Count = count });
        }
        else
        {
            _oddOverflow = true;
        }
    }
}
