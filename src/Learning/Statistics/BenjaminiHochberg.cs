namespace Mdlc.Learning.Statistics;

/// <summary>Control of the false discovery rate over several tests (Benjamini and Hochberg 1995).</summary>
public static class BenjaminiHochberg
{
    /// <summary>Adjusted p-values, in the order given: rejecting those at or below q keeps the false discovery rate at q.</summary>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        var order = Descriptive.Order(pValues.Length);
        var sorted = pValues.ToArray();
        Array.Sort(sorted, order);
        var adjusted = new double[sorted.Length];
        var smallest = 1.0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, sorted[i] * sorted.Length / (i + 1));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }
}
