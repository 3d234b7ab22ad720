using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Drift;

/// <summary>
/// Two categorical columns: chi-square on the 2 × k table. Values that the reference does not list, and values too rare for the test,
/// share one bin.
/// </summary>
internal static class CategoricalShape
{
    /// <summary>The smallest expected count of a bin (Cochran's rule).</summary>
    private const double SmallestExpected = 5;

    private const int NewCategoriesTold = 10;

    public static ShapeComparison Compare(ColumnProfile reference, ColumnProfile current)
    {
        var now = current.Categories.ToDictionary(category => category.Value, category => category.Rows, StringComparer.Ordinal);
        var known = reference.Categories.Select(category => category.Value).ToHashSet(StringComparer.Ordinal);
        var smallerShare = (double)Math.Min(reference.Present, current.Present) / (reference.Present + current.Present);
        var bins = new List<(double Reference, double Current)>();
        var rest = (Reference: (double)reference.OtherRows, Current: (double)current.Present);
        foreach (var category in reference.Categories)
        {
            var currentRows = now.GetValueOrDefault(category.Value);
            if ((category.Rows + currentRows) * smallerShare >= SmallestExpected)
            {
                bins.Add((category.Rows, currentRows));
                rest.Current -= currentRows;
            }
            else
            {
                rest.Reference += category.Rows;
            }
        }
        AddRest(bins, rest, smallerShare);
        double[] referenceBins = [.. bins.Select(bin => bin.Reference)], currentBins = [.. bins.Select(bin => bin.Current)];
        var (result, _) = ChiSquareTest.Contingency(referenceBins, currentBins);
        return new ShapeComparison
        {
            Test = DriftTest.ChiSquare,
            Statistic = result.Statistic,
            P = double.IsNaN(result.PValue) ? 1 : result.PValue,
            ReferenceBins = referenceBins,
            CurrentBins = currentBins,
            NewCategories = [.. current.Categories.Select(c => c.Value).Where(value => !known.Contains(value)).Take(NewCategoriesTold)],
        };
    }

    /// <summary>A rest that is too rare itself joins the rarest bin.</summary>
    private static void AddRest(
        List<(double Reference, double Current)> bins, (double Reference, double Current) rest, double smallerShare)
    {
        var rows = rest.Reference + rest.Current;
        if (rows * smallerShare >= SmallestExpected || (rows > 0 && bins.Count == 0))
        {
            bins.Add(rest);
        }
        else if (rows > 0)
        {
            var rarest = bins.MinBy(bin => bin.Reference + bin.Current);
            bins[bins.IndexOf(rarest)] = (rarest.Reference + rest.Reference, rarest.Current + rest.Current);
        }
    }
}
