namespace Mdlc.Learning.Drift;

/// <summary>
/// A bin that no value of the reference is in: below its smallest value, above its largest, or a category that it does not have. Of n values a
/// next one is below all of them once in n + 1 times, so that such a bin is expected to hold as much as one row of the reference; less than that
/// is no difference.
/// </summary>
internal static class OpenBins
{
    /// <summary>The bin's counts for an index of divergence.</summary>
    public static (double Reference, double Current) Of(double found, long referenceRows, long currentRows) =>
        (1, Math.Max(found, (double)currentRows / referenceRows));
}
