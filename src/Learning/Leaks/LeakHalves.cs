namespace Mdlc.Learning.Leaks;

/// <summary>One half of the rows, from which what each group means is learned, and the other, on which it is judged.</summary>
internal sealed class LeakHalves
{
    /// <summary>Rows of groups that the first half knows nothing of do not judge, unless they are more than this.</summary>
    private const double LargestUnknown = 0.05;

    private readonly LeakGroups _groups;
    private readonly bool[] _judged;
    private readonly int[] _learned;

    private LeakHalves(LeakGroups groups, bool[] judged, int[] learned) => (_groups, _judged, _learned) = (groups, judged, learned);

    /// <summary>The halves are mixed by the rows' numbers, so that no period of the data falls together with them.</summary>
    public static LeakHalves Of(LeakGroups groups)
    {
        var judged = Enumerable.Range(0, groups.Of.Length).Select(i => unchecked((ulong)i * 0x9E3779B97F4A7C15UL) >> 63 == 0).ToArray();
        var learned = Enumerable.Range(0, judged.Length).Where(i => !judged[i]).ToArray();
        var isKnown = new bool[groups.Count];
        foreach (var row in learned)
        {
            isKnown[groups.Of[row]] = true;
        }

        var known = judged.Select((j, i) => j && isKnown[groups.Of[i]]).ToArray();
        var (all, rest) = (judged.Count(j => j), known.Count(j => j));
        return new LeakHalves(groups, all - rest <= LargestUnknown * all ? known : judged, learned);
    }

    /// <summary>The values of the rows that judge.</summary>
    public T[] Judged<T>(T[] values) => [.. values.Where((_, i) => _judged[i])];

    /// <summary>For each row the mean of its group; of all rows where the group is not known.</summary>
    public double[] Means(double[] values)
    {
        var (sums, counts) = (new double[_groups.Count], new int[_groups.Count]);
        foreach (var row in _learned)
        {
            sums[_groups.Of[row]] += values[row];
            counts[_groups.Of[row]]++;
        }

        var mean = sums.Sum() / Math.Max(1, _learned.Length);
        return Array.ConvertAll(_groups.Of, g => counts[g] == 0 ? mean : sums[g] / counts[g]);
    }

    /// <summary>For each row the most frequent class of its group; of all rows where the group is not known.</summary>
    public int[] Majorities(int[] classes)
    {
        var overall = MostFrequent(_learned.Select(i => classes[i]));
        var ofGroup = _learned.GroupBy(i => _groups.Of[i]).ToDictionary(g => g.Key, g => MostFrequent(g.Select(i => classes[i])));
        return Array.ConvertAll(_groups.Of, g => ofGroup.GetValueOrDefault(g, overall));
    }

    private static int MostFrequent(IEnumerable<int> classes) => classes.GroupBy(c => c).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
}
