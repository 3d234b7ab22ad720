namespace Mdlc.Learning.Statistics;

/// <summary>Distances between the distribution functions of two samples, each sorted.</summary>
public static class Wasserstein
{
    /// <summary>The smallest standard deviation that <see cref="NormedDistance"/> divides by.</summary>
    public const double SmallestDeviation = 1e-3;

    /// <summary>The Wasserstein-1 (earth mover's) distance, ∫ |F − G|, in the values' unit.</summary>
    public static double Distance(ReadOnlySpan<double> sortedA, ReadOnlySpan<double> sortedB) =>
        Integrate(sortedA, sortedB, Math.Abs);

    /// <summary><see cref="Distance"/> over the reference's population standard deviation.</summary>
    public static double NormedDistance(ReadOnlySpan<double> sortedReference, ReadOnlySpan<double> sortedCurrent) =>
        Distance(sortedReference, sortedCurrent)
        / Math.Max(Descriptive.PopulationStandardDeviation(sortedReference), SmallestDeviation);

    /// <summary>The energy distance, √(2E|X−Y| − E|X−X'| − E|Y−Y'|) = √(2 ∫ (F − G)²).</summary>
    public static double EnergyDistance(ReadOnlySpan<double> sortedA, ReadOnlySpan<double> sortedB) =>
        Math.Sqrt(2 * Integrate(sortedA, sortedB, difference => difference * difference));

    private static double Integrate(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Func<double, double> integrand)
    {
        int i = 0, j = 0;
        var sum = 0.0;
        var previous = Math.Min(a[0], b[0]);
        while (i < a.Length || j < b.Length)
        {
            var next = j >= b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            sum += integrand(((double)i / a.Length) - ((double)j / b.Length)) * (next - previous);
            previous = next;
            if (i < a.Length && a[i] == next)
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return sum;
    }
}
