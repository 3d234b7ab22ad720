using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Drift;

/// <summary>
/// Two categorical columns. Frequent values: chi-square on the 2 × k table. Rarer ones, for which that is no measure of chance, each by itself
/// against all others, exactly. Values that the reference does not list, and the rarest, share one bin.
/// </summary>
internal static class CategoricalShape
{
    /// <summary>A category expected less often, on the smaller side, joins the rest.</summary>
    private const double SmallestExpected = 5;

    /// <summary>
    /// Expected less often, it is tested by itself: at the small chances that many columns ask for, chi-square of a bin with five expected rows is
    /// wrong by a factor of ten and more.
    /// </summary>
    private const double FrequentExpected = 25;

    private const int NewCategoriesTold = 10;

    public static ShapeComparison Compare(ColumnProfile reference, ColumnProfile current)
    {
        var now = current.Categories.ToDictionary(category => category.Value, category => category.Rows, StringComparer.Ordinal);
        var known = reference.Categories.Select(category => category.Value).ToHashSet(StringComparer.Ordinal);
        var smallerShare = (double)Math.Min(reference.Present, current.Present) / (reference.Present + current.Present);
        var bins = new List<Bin>();
        var rest = new Bin(reference.OtherRows, current.Present);
        foreach (var category in reference.Categories)
        {
            var bin = new Bin(category.Rows, now.GetValueOrDefault(category.Value));
            if (bin.Rows * smallerShare >= SmallestExpected)
            {
                bins.Add(bin);
                rest = rest with { Current = rest.Current - bin.Current };
            }
            else
            {
                rest = rest with { Reference = rest.Reference + bin.Reference };
            }
        }

        if (rest.Rows > 0)
        {
            bins.Add(rest);
        }

        double[] referenceBins = [.. bins.Select(bin => (double)bin.Reference)], currentBins = [.. bins.Select(bin => (double)bin.Current)];
        var statistic = ChiSquareTest.Contingency(referenceBins, currentBins).Result.Statistic;
        var isNew = rest is { Rows: > 0, Reference: 0 };
        if (isNew)
        {
            (referenceBins[^1], currentBins[^1]) = OpenBins.Of(rest.Current, reference.Present, current.Present);
        }

        return new ShapeComparison
        {
            Test = DriftTest.ChiSquare,
            Statistic = statistic,
            P = PValue(bins, smallerShare, reference.Present, current.Present),
            ReferenceBins = referenceBins,
            CurrentBins = currentBins,
            OpenBins = isNew ? 1 : 0,
            NewCategories = [.. current.Categories.Select(c => c.Value).Where(value => !known.Contains(value)).Take(NewCategoriesTold)],
        };
    }

    /// <summary>Two questions, of the frequent bins and of the rare ones, so that the smaller of two chances counts twice (Bonferroni).</summary>
    private static double PValue(List<Bin> bins, double smallerShare, long reference, long current)
    {
        var rare = bins.Where(bin => bin.Rows * smallerShare < FrequentExpected).ToList();
        var frequent = bins.Where(bin => bin.Rows * smallerShare >= FrequentExpected).ToList();
        if (bins.Count == 2)
        {
            return Exact(bins[0], reference, current);
        }

        var ofFrequent = Frequent(frequent, rare);
        var ofRare = rare.Count == 0 ? (double?)null : rare.Count * rare.Min(bin => Exact(bin, reference, current));
        return (ofFrequent, ofRare) switch
        {
            (null, null) => 1,
            ({ } one, null) => one,
            (null, { } one) => Math.Min(1, one),
            ({ } one, { } other) => Math.Min(1, 2 * Math.Min(one, other)),
        };
    }

    /// <summary>The rare ones together are one more bin, where that is frequent; else they are left out of the table.</summary>
    private static double? Frequent(List<Bin> frequent, List<Bin> rare)
    {
        var pooled = new Bin(rare.Sum(bin => bin.Reference), rare.Sum(bin => bin.Current));
        var smallest = frequent.Count == 0 ? 0 : frequent.Min(bin => bin.Rows);
        var table = rare.Count > 1 && pooled.Rows >= smallest ? [.. frequent, pooled] : frequent;
        if (table.Count < 2 || table.Sum(bin => bin.Reference) == 0 || table.Sum(bin => bin.Current) == 0)
        {
            return null;
        }

        var p = ChiSquareTest.Contingency([.. table.Select(bin => (double)bin.Reference)], [.. table.Select(bin => (double)bin.Current)]).Result.PValue;
        return double.IsNaN(p) ? null : p;
    }

    private static double Exact(Bin bin, long reference, long current) => Proportions.PValue(bin.Reference, reference, bin.Current, current);

    private sealed record Bin(long Reference, long Current)
    {
        public long Rows => Reference + Current;
    }
}
