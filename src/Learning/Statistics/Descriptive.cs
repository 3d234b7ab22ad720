namespace Mdlc.Learning.Statistics;

/// <summary>Moments, quantiles and ranks of a sample without missing values.</summary>
public static class Descriptive
{
    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }
        return sum / values.Length;
    }

    /// <summary>Sum of squared deviations divided by n − <paramref name="lostDegrees"/>: 1 for a sample (default), 0 for a population.</summary>
    public static double Variance(ReadOnlySpan<double> values, int lostDegrees = 1)
    {
        var mean = Mean(values);
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.Length - lostDegrees);
    }

    public static double PopulationStandardDeviation(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values, lostDegrees: 0));

    /// <summary>Quantile by linear interpolation of order statistics (Hyndman–Fan type 7); NaN for an empty sample.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }
        var position = p * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Ranks from 1 in the order of <paramref name="values"/>; tied values share the mean of their ranks.</summary>
    public static double[] Midranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = Order(sorted.Length);
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }
            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
            start = end;
        }
        return ranks;
    }

    internal static int[] Order(int length)
    {
        var order = new int[length];
        for (var i = 0; i < length; i++)
        {
            order[i] = i;
        }
        return order;
    }

    internal static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
