using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class RankTestTests
{
    [Fact]
    public void MannWhitney_JustAboveTheExactLimit_AgreesWithTheExactOne()
    {
        var random = new SeededRandom(4);
        double[] a = Draw(random, 50, 0.3), b = Draw(random, 50, 0);
        var exact = MannWhitney.Test(a, b);
        // One value more makes 51 × 50 pairs, beyond the exact limit; put at the median, it changes little.
        var approximate = MannWhitney.Test([.. a, 0.15], b);

        Assert.InRange(approximate.PValue / exact.PValue, 0.8, 1.3);
    }

    [Fact]
    public void MannWhitney_Ties_CountHalf()
    {
        var result = MannWhitney.Test([1, 2, 2], [2, 3]);

        Assert.Equal(1, result.Statistic);
    }

    [Fact]
    public void CramerVonMises_AcrossTheExactLimit_IsContinuous()
    {
        var random = new SeededRandom(2);
        double[] a = Draw(random, 20, 0.7), b = Draw(random, 20, 0);
        var exact = CramerVonMises.TwoSample(a, b);
        var limit = CramerVonMises.TwoSample([.. a, 0.35], b);

        Assert.InRange(limit.PValue / exact.PValue, 0.7, 1.4);
    }

    [Fact]
    public void CramerVonMises_LimitDistribution_IsUniformUnderNoDifference()
    {
        var random = new SeededRandom(3);
        var below = Enumerable.Range(0, 400).Count(_ => CramerVonMises.TwoSample(Draw(random, 60, 0), Draw(random, 40, 0)).PValue < 0.1);

        Assert.InRange(below / 400.0, 0.1 - (2.6 * 0.015), 0.1 + (2.6 * 0.015));
    }

    [Fact]
    public void AndersonDarling_Table_BoundsTheP()
    {
        double[] low = [.. Enumerable.Range(0, 40).Select(i => (double)i)];
        double[] high = [.. Enumerable.Range(0, 40).Select(i => i + 1000.0)];

        Assert.Equal(0.001, AndersonDarling.KSample(low, high).PValue);
        Assert.Equal(0.25, AndersonDarling.KSample(low, [.. low.Select(x => x + 0.5)]).PValue);
    }

    private static double[] Draw(SeededRandom random, int rows, double shift) =>
        [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal() + shift)];
}
