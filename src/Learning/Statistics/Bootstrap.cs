namespace Mdlc.Learning.Statistics;

/// <summary>
/// The bootstrap over rows. A replicate is a vector of counts (how often each row was drawn), so that a statistic may sort once and
/// then evaluate each replicate in one pass. A paired bootstrap is one whose statistic evaluates both models on the same counts.
/// </summary>
public static class Bootstrap
{
    public const int DefaultReplicates = 2000;

    /// <summary>Row draws that one interval may cost; larger data get fewer replicates (never below <see cref="FewestReplicates"/>).</summary>
    private const long DrawBudget = 200_000_000;

    private const int FewestReplicates = 400;

    /// <summary>Leave-one-out up to this many rows; above, a delete-group jackknife with as many groups, whose skewness has the same limit.</summary>
    private const int JackknifeGroups = 200;

    /// <summary>The number of replicates that <paramref name="wanted"/> comes to on this many rows; what is recorded is what was done.</summary>
    public static int ReplicatesFor(int rows, int wanted = DefaultReplicates) =>
        (int)Math.Min(wanted, Math.Max(FewestReplicates, DrawBudget / Math.Max(1, rows)));

    /// <summary>Draws <paramref name="replicates"/> replicates; the same arguments give the same numbers.</summary>
    public static BootstrapDistribution Run(
        int rows, WeightedStatistic statistic, long seed, int replicates = DefaultReplicates)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var weights = new int[rows];
        Array.Fill(weights, 1);
        var estimate = statistic(weights);
        var random = new SeededRandom(seed);
        var values = new List<double>(replicates);
        for (var i = 0; i < replicates; i++)
        {
            Resample(weights, random);
            var value = statistic(weights);
            if (!double.IsNaN(value))
            {
                values.Add(value);
            }
        }
        values.Sort();
        return new BootstrapDistribution
        {
            Estimate = estimate,
            Replicates = values,
            Undefined = replicates - values.Count,
            Acceleration = Acceleration(weights, statistic, random),
        };
    }

    private static void Resample(int[] weights, SeededRandom random)
    {
        Array.Clear(weights);
        // The hot loop of every interval: a count of rows cannot overflow.
        unchecked
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[(int)Math.BigMul(random.NextUInt64(), (ulong)weights.Length, out _)]++;
            }
        }
    }

    /// <summary>Efron's acceleration, a sixth of the skewness of the jackknife influences.</summary>
    private static double Acceleration(int[] weights, WeightedStatistic statistic, SeededRandom random)
    {
        var order = Descriptive.Order(weights.Length);
        var groups = Math.Min(weights.Length, JackknifeGroups);
        if (groups < weights.Length)
        {
            random.Shuffle<int>(order);
        }
        Array.Fill(weights, 1);
        var left = new List<double>(groups);
        for (var group = 0; group < groups; group++)
        {
            SetGroup(group, 0);
            var value = statistic(weights);
            SetGroup(group, 1);
            if (!double.IsNaN(value))
            {
                left.Add(value);
            }
        }
        var mean = left.Count == 0 ? 0 : left.Average();
        double squares = 0, cubes = 0;
        foreach (var value in left)
        {
            var influence = mean - value;
            squares += influence * influence;
            cubes += influence * influence * influence;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.Pow(squares, 1.5));

        void SetGroup(int group, int weight)
        {
            for (var i = group; i < order.Length; i += groups)
            {
                weights[order[i]] = weight;
            }
        }
    }
}
