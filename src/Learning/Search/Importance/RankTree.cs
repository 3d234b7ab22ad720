using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Importance;

/// <summary>A regression tree that tells a trial's rank, grown to leaves of a few trials; each split looks at a part of the parameters, drawn by chance.</summary>
internal sealed class RankTree
{
    private const int LeastOfLeaf = 2;

    private readonly TrialTable _table;
    private readonly int _parameter;
    private readonly double _limit;
    private readonly double _rank;
    private readonly RankTree? _below;
    private readonly RankTree? _above;

    private RankTree(TrialTable table, int[] rows, SeededRandom random)
    {
        _table = table;
        _rank = rows.Average(row => table.Ranks[row]);
        if (BestSplit(table, rows, random) is not var (parameter, limit))
        {
            return;
        }

        (_parameter, _limit) = (parameter, limit);
        _below = new RankTree(table, [.. rows.Where(row => table.Values[row][parameter] < limit)], random);
        _above = new RankTree(table, [.. rows.Where(row => !(table.Values[row][parameter] < limit))], random);
    }

    /// <param name="rows">Drawn with repetition; not empty.</param>
    public static RankTree Grow(TrialTable table, int[] rows, SeededRandom random) => new(table, rows, random);

    /// <param name="exchanged">A parameter whose value is taken from another row; −1: none.</param>
    public double Rank(int row, int exchanged = -1, int from = -1)
    {
        var node = this;
        while (node._below is not null)
        {
            var value = _table.Values[node._parameter == exchanged ? from : row][node._parameter];
            node = value < node._limit ? node._below : node._above!;
        }

        return node._rank;
    }

    private static (int Parameter, double Limit)? BestSplit(TrialTable table, int[] rows, SeededRandom random)
    {
        if (rows.Length < 2 * LeastOfLeaf)
        {
            return null;
        }

        int[] parameters = [.. Enumerable.Range(0, table.Names.Count)];
        random.Shuffle<int>(parameters);
        (int, double)? best = null;
        var most = 1e-12;
        foreach (var parameter in parameters.Take(Math.Max(1, (table.Names.Count + 2) / 3)))
        {
            var (limit, gain) = SplitOf(table, rows, parameter);
            if (gain > most)
            {
                (best, most) = ((parameter, limit), gain);
            }
        }

        return best;
    }

    /// <summary>Where the sum of squared errors falls most, and by how much.</summary>
    private static (double Limit, double Gain) SplitOf(TrialTable table, int[] rows, int parameter)
    {
        var sorted = rows.Select(row => (Value: table.Values[row][parameter], Rank: table.Ranks[row])).OrderBy(row => row.Value).ToArray();
        var total = sorted.Sum(row => row.Rank);
        var (below, limit, gain) = (0.0, 0.0, 0.0);
        for (var i = 1; i < sorted.Length; i++)
        {
            below += sorted[i - 1].Rank;
            if (i < LeastOfLeaf || sorted.Length - i < LeastOfLeaf || sorted[i].Value == sorted[i - 1].Value)
            {
                continue;
            }

            var here = (below * below / i) + ((total - below) * (total - below) / (sorted.Length - i)) - (total * total / sorted.Length);
            if (here > gain)
            {
                (limit, gain) = (sorted[i].Value, here);
            }
        }

        return (limit, gain);
    }
}
