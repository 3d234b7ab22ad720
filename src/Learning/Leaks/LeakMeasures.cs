using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Leaks;

/// <summary>How well one row of numbers tells another.</summary>
internal static class LeakMeasures
{
    /// <summary>Decimals that were added as doubles differ by so much, relative to the larger.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Of so many rows, at least, both numbers are there.</summary>
    public const double LeastComplete = 0.9;

    /// <summary>A single extreme row can make up nearly all variance: the ranks have to agree too.</summary>
    private const double LeastSquaredRank = 0.9;

    private const double LeastLinear = 1 - 1e-10;
    private const double LeastMonotone = 1 - 1e-9;

    /// <summary>Numbers of fewer values than this may well be in one order by chance.</summary>
    private const int FewestValues = 50;

    public static double Auc(double[] scores, bool[] isPositive)
    {
        var ranks = Descriptive.Midranks(scores);
        double positives = isPositive.Count(p => p);
        var negatives = isPositive.Length - positives;
        var sum = ranks.Where((_, i) => isPositive[i]).Sum();
        return positives == 0 || negatives == 0 ? 0.5 : (sum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    public static double R2(double[] predicted, double[] actual)
    {
        var mean = actual.Average();
        var total = actual.Sum(a => (a - mean) * (a - mean));
        var left = actual.Zip(predicted).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second));
        return total > 0 && RanksAgree(predicted, actual) ? 1 - (left / total) : 0;
    }

    public static double SquaredCorrelation(double[] x, double[] y) =>
        Complete(x, y) is var (a, b) && a.Length > 0 && RanksAgree(a, b) ? Math.Pow(Correlation(a, b), 2) : 0;

    public static bool AreEqual(double[] x, double[] y) => Complete(x, y) is var (a, b) && a.Length > 0 && a.Zip(b).All(pair => IsSame(pair.First, pair.Second));

    public static bool IsLinear(double[] x, double[] y) => SquaredCorrelation(x, y) >= LeastLinear;

    /// <summary>Many values, and all of them in the same order, or in the opposite one.</summary>
    public static bool IsMonotone(double[] x, double[] y) => Complete(x, y) is var (a, b) && b.Distinct().Skip(FewestValues).Any() && SquaredRankCorrelation(a, b) >= LeastMonotone;

    public static bool IsSame(double x, double y) => Math.Abs(x - y) <= Tolerance * Math.Max(Math.Abs(x), Math.Abs(y));

    /// <returns>The rows in which both are there; none where they are too few.</returns>
    private static (double[] X, double[] Y) Complete(double[] x, double[] y)
    {
        var rows = Enumerable.Range(0, x.Length).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i])).ToArray();
        return rows.Length >= LeastComplete * x.Length ? (Array.ConvertAll(rows, i => x[i]), Array.ConvertAll(rows, i => y[i])) : ([], []);
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        double both = 0, ofX = 0, ofY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            both += (x[i] - meanX) * (y[i] - meanY);
            ofX += (x[i] - meanX) * (x[i] - meanX);
            ofY += (y[i] - meanY) * (y[i] - meanY);
        }

        return ofX > 0 && ofY > 0 ? both / Math.Sqrt(ofX * ofY) : 0;
    }

    private static bool RanksAgree(double[] x, double[] y) => SquaredRankCorrelation(x, y) >= LeastSquaredRank;

    private static double SquaredRankCorrelation(double[] x, double[] y) => Math.Pow(Correlation(Descriptive.Midranks(x), Descriptive.Midranks(y)), 2);
}
