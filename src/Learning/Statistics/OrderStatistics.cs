namespace Mdlc.Learning.Statistics;

/// <summary>
/// Some of a sample's values by rank, as sorting gives them, for less: the values are counted into many narrow ranges first, and only the
/// ranges that hold a rank asked for are sorted.
/// </summary>
public static class OrderStatistics
{
    private const int Ranges = 1 << 16;

    /// <param name="values">Finite; in any order.</param>
    /// <param name="count">How many of them, evenly spaced by rank: those of the ranks ⌊(2i + 1) n / 2 count⌋. All of fewer values.</param>
    /// <returns>In ascending order.</returns>
    public static double[] Evenly(ReadOnlySpan<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (smallest, largest) = Ends(values);
        var scale = (Ranges - 1) / (largest - smallest);
        if (values.Length <= count || !double.IsFinite(scale) || scale == 0)
        {
            // Few, all the same, or too far apart (or too close) to be told by a range.
            var sorted = values.ToArray();
            Array.Sort(sorted);
            return values.Length <= count ? sorted : [.. Ranks(values.Length, count).Select(rank => sorted[rank])];
        }

        var ranks = Ranks(values.Length, count).ToArray();
        var starts = Starts(values, smallest, scale);
        var wanted = Wanted(starts, ranks);
        var (gathered, places) = Gather(values, smallest, scale, starts, wanted);
        var kept = new double[count];
        var range = 0;
        for (var i = 0; i < count; i++)
        {
            while (starts[range + 1] <= ranks[i])
            {
                range++;
            }

            kept[i] = gathered[places[range] + ranks[i] - starts[range]];
        }

        return kept;
    }

    /// <summary>The smallest and the largest value; +∞ and −∞ of none.</summary>
    public static (double Smallest, double Largest) Ends(ReadOnlySpan<double> values)
    {
        var (smallest, largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }

        return (smallest, largest);
    }

    private static IEnumerable<int> Ranks(int values, int count) => Enumerable.Range(0, count).Select(i => (int)(((2L * i) + 1) * values / (2L * count)));

    /// <summary>It never falls when the value rises, so that ranges hold the values in order.</summary>
    private static int RangeOf(double value, double smallest, double scale) => (int)((value - smallest) * scale);

    /// <summary>By range: the rank of its first value; and behind the last range, their number.</summary>
    private static int[] Starts(ReadOnlySpan<double> values, double smallest, double scale)
    {
        var starts = new int[Ranges + 1];
        foreach (var value in values)
        {
            starts[RangeOf(value, smallest, scale) + 1]++;
        }

        for (var range = 0; range < Ranges; range++)
        {
            starts[range + 1] += starts[range];
        }

        return starts;
    }

    private static bool[] Wanted(int[] starts, int[] ranks)
    {
        var wanted = new bool[Ranges];
        var range = 0;
        foreach (var rank in ranks)
        {
            while (starts[range + 1] <= rank)
            {
                range++;
            }

            wanted[range] = true;
        }

        return wanted;
    }

    /// <summary>The values of the wanted ranges, each range sorted, one behind the other; and where each range begins.</summary>
    private static (double[] Values, int[] Places) Gather(
        ReadOnlySpan<double> values, double smallest, double scale, int[] starts, bool[] wanted)
    {
        var places = new int[Ranges];
        var total = 0;
        for (var range = 0; range < Ranges; range++)
        {
            places[range] = total;
            total += wanted[range] ? starts[range + 1] - starts[range] : 0;
        }

        var gathered = new double[total];
        var next = (int[])places.Clone();
        foreach (var value in values)
        {
            var range = RangeOf(value, smallest, scale);
            if (wanted[range])
            {
                gathered[next[range]++] = value;
            }
        }

        for (var range = 0; range < Ranges; range++)
        {
            gathered.AsSpan(places[range], next[range] - places[range]).Sort();
        }

        return (gathered, places);
    }
}
