namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>On which line of its source file each record of a half-made file begins; records at equal distances take no more room than one.</summary>
internal sealed class RecordLines
{
    private readonly List<Run> _runs = [];

    /// <summary>Records known.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the next record.</summary>
    /// <param name="line">From 1; never less than the one before.</param>
    public void Add(long line)
    {
        var last = _runs.Count == 0 ? default : _runs[^1];
        var length = Count - last.Ordinal;
        if (length == 0 || line != last.Line + (last.Step * length))
        {
            if (length == 1)
            {
                _runs[^1] = last with { Step = line - last.Line };
            }
            else
            {
                _runs.Add(new Run(Count, line, 1));
            }
        }

        Count++;
    }

    /// <param name="ordinal">The record's number, from 0, a header not counted.</param>
    public long Of(long ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, Count);
        int low = 0, high = _runs.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].Ordinal <= ordinal ? (middle, high) : (low, middle - 1);
        }

        var run = _runs[low];
        return run.Line + (run.Step * (ordinal - run.Ordinal));
    }

    private readonly record struct Run(long Ordinal, long Line, long Step);
}
