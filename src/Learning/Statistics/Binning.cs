namespace Mdlc.Learning.Statistics;

/// <summary>Bin edges and counts of numeric samples. Samples are sorted and without missing values.</summary>
public static class Binning
{
    /// <summary>
    /// The inner edges at the quantiles 1/<paramref name="bins"/>, 2/<paramref name="bins"/>, …; equal edges are merged, so that
    /// discrete values give fewer bins. The bins are (−∞, e₁], (e₁, e₂], …, (e_k, +∞).
    /// </summary>
    public static double[] QuantileEdges(ReadOnlySpan<double> sorted, int bins = 10)
    {
        var edges = new List<double>(bins - 1);
        for (var i = 1; i < bins; i++)
        {
            var edge = Descriptive.Quantile(sorted, (double)i / bins);
            if (edges.Count == 0 || edge > edges[^1])
            {
                edges.Add(edge);
            }
        }
        // An edge at the maximum would leave a last bin that no reference value can enter.
        if (edges.Count > 1 && edges[^1] >= sorted[^1])
        {
            edges.RemoveAt(edges.Count - 1);
        }
        else if (edges is [var only] && only >= sorted[^1] && sorted[0] < only)
        {
            // Nearly all are the maximum: the others would share its bin, and how many they are would not be seen.
            edges[0] = sorted[LowerBound(sorted, only) - 1];
        }
        return [.. edges];
    }

    /// <summary>Counts per bin of <see cref="QuantileEdges"/>: one more than there are edges.</summary>
    public static long[] CountByInnerEdges(ReadOnlySpan<double> sorted, ReadOnlySpan<double> edges)
    {
        var counts = new long[edges.Length + 1];
        var start = 0;
        for (var i = 0; i < edges.Length; i++)
        {
            var end = UpperBound(sorted, edges[i]);
            counts[i] = end - start;
            start = end;
        }
        counts[^1] = sorted.Length - start;
        return counts;
    }

    /// <summary>Equally wide bins from the smallest to the largest value: their edges, both ends included.</summary>
    public static double[] EqualWidthEdges(double minimum, double maximum, int bins)
    {
        var edges = new double[bins + 1];
        for (var i = 0; i <= bins; i++)
        {
            edges[i] = minimum + ((maximum - minimum) * i / bins);
        }
        edges[bins] = maximum;
        return edges;
    }

    /// <summary>Counts in [e₀, e₁), [e₁, e₂), …, [e_k−1, e_k].</summary>
    public static long[] CountByEdges(ReadOnlySpan<double> sorted, ReadOnlySpan<double> edges)
    {
        var counts = new long[edges.Length - 1];
        for (var i = 0; i < counts.Length; i++)
        {
            var end = i == counts.Length - 1 ? UpperBound(sorted, edges[i + 1]) : LowerBound(sorted, edges[i + 1]);
            counts[i] = end - LowerBound(sorted, edges[i]);
        }
        return counts;
    }

    /// <summary>Sturges' rule: ⌈log₂ n + 1⌉.</summary>
    public static int SturgesBins(int rows) => (int)Math.Ceiling(Math.Log2(rows) + 1);

    /// <summary>Doane's rule: Sturges with a term for skewness.</summary>
    public static int DoaneBins(ReadOnlySpan<double> values)
    {
        double n = values.Length, mean = Descriptive.Mean(values), deviation = Descriptive.PopulationStandardDeviation(values);
        var skewness = 0.0;
        foreach (var value in values)
        {
            skewness += Math.Pow((value - mean) / deviation, 3);
        }
        var standardError = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        return (int)Math.Ceiling(1 + Math.Log2(n) + Math.Log2(1 + (Math.Abs(skewness / n) / standardError)));
    }

    /// <summary>The number of values below <paramref name="value"/>.</summary>
    internal static int LowerBound(ReadOnlySpan<double> sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>The number of values at or below <paramref name="value"/>.</summary>
    internal static int UpperBound(ReadOnlySpan<double> sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
