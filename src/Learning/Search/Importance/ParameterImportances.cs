using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Importance;

/// <summary>
/// Which parameters decided how well trials did: permutation importance (Breiman 2001) on a small random forest that tells a trial's rank from its
/// parameters, measured on the trials that a tree has not seen. Ranks, because what fails badly would else be all that counts.
/// </summary>
public static class ParameterImportances
{
    /// <summary>Complete trials below which nothing can be told.</summary>
    public const int LeastTrials = 8;

    /// <summary>Groups of trials that are left out in turn to see how the shares vary (jackknife).</summary>
    private const int Groups = 10;

    private const int Trees = 100;
    private const int TreesOfGroup = 40;

    /// <param name="trials">Those that are complete count.</param>
    /// <param name="seed">The same seed gives the same shares.</param>
    /// <returns>The most important first; none with fewer than <see cref="LeastTrials"/> complete trials, or when all did alike.</returns>
    public static IReadOnlyList<ParameterImportance> Of(IReadOnlyList<TrialResult> trials, bool higherIsBetter, long seed = 1)
    {
        var complete = trials
            .Where(trial => trial.State is null or TrialState.Complete && LossOf(trial, higherIsBetter) is { } loss && double.IsFinite(loss))
            .OrderBy(trial => trial.Trial)
            .ToArray();
        var table = TrialTable.Of(complete, [.. complete.Select(trial => LossOf(trial, higherIsBetter)!.Value)]);
        if (complete.Length < LeastTrials || table.Names.Count == 0 || table.Ranks.Distinct().Count() < 2)
        {
            return [];
        }

        var all = Enumerable.Range(0, complete.Length).ToArray();
        var shares = Shares(table, all, Trees, seed);
        var groups = Math.Min(Groups, complete.Length);
        double[][] without = [.. Enumerable.Range(0, groups).Select(group =>
            Shares(table, [.. all.Where(trial => trial % groups != group)], TreesOfGroup, SeededRandom.Derive(seed, group + 1)))];
        return
        [
            .. table.Names
                .Select((name, i) => new ParameterImportance(name, shares[i], Jackknife([.. without.Select(one => one[i])])))
                .OrderByDescending(importance => importance.Share)
                .ThenBy(importance => importance.Name, StringComparer.Ordinal),
        ];
    }

    private static double? LossOf(TrialResult trial, bool higherIsBetter) => trial.Loss ?? (higherIsBetter ? -trial.Score : trial.Score);

    /// <summary>The rise of the squared error of unseen trials when a parameter's values are exchanged among them, as a share of the ranks' variance.</summary>
    private static double[] Shares(TrialTable table, int[] rows, int trees, long seed)
    {
        var rise = new double[table.Names.Count];
        var unseen = 0;
        for (var t = 0; t < trees; t++)
        {
            var random = new SeededRandom(SeededRandom.Derive(SeededRandom.Derive(seed, "tree"), t));
            int[] drawn = [.. rows.Select(_ => rows[random.NextInt(rows.Length)])];
            int[] left = [.. rows.Except(drawn)];
            var tree = RankTree.Grow(table, drawn, random);
            for (var parameter = 0; parameter < rise.Length; parameter++)
            {
                int[] exchanged = [.. left];
                random.Shuffle<int>(exchanged);
                for (var i = 0; i < left.Length; i++)
                {
                    var rank = table.Ranks[left[i]];
                    rise[parameter] += Square(tree.Rank(left[i], parameter, exchanged[i]) - rank) - Square(tree.Rank(left[i]) - rank);
                }
            }

            unseen += left.Length;
        }

        var mean = rows.Average(row => table.Ranks[row]);
        var variance = rows.Average(row => Square(table.Ranks[row] - mean));
        return unseen == 0 || variance <= 0 ? new double[rise.Length] : [.. rise.Select(sum => sum / unseen / variance)];
    }

    private static double Jackknife(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt((values.Length - 1.0) / values.Length * values.Sum(value => Square(value - mean)));
    }

    private static double Square(double x) => x * x;
}
