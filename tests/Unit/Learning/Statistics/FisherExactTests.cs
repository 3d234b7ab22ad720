using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class FisherExactTests
{
    /// <summary>Sums of hypergeometric chances in exact fractions.</summary>
    [Theory]
    [InlineData(2, 200, 0, 2000, 0.008226879986770847)]
    [InlineData(8, 10, 1, 6, 0.03496503496503497)]
    [InlineData(30, 100, 45, 120, 0.2565004314997421)]
    [InlineData(0, 500, 7, 1000, 0.103001072325524)]
    [InlineData(60, 20_000, 5, 200, 0.00046175713936918213)]
    [InlineData(20, 2000, 2, 200, 1)]
    [InlineData(3, 9, 3, 9, 1)]
    [InlineData(0, 9, 0, 5, 1)]
    [InlineData(9, 9, 5, 5, 1)]
    public void TwoSided_IsTheSumOfTheChances(long successesA, long rowsA, long successesB, long rowsB, double expected)
    {
        Assert.Equal(expected, FisherExact.TwoSided(successesA, rowsA, successesB, rowsB), expected * 1e-9);
        Assert.Equal(expected, FisherExact.TwoSided(successesB, rowsB, successesA, rowsA), expected * 1e-9);
        Assert.Equal(expected, FisherExact.TwoSided(rowsA - successesA, rowsA, rowsB - successesB, rowsB), expected * 1e-9);
    }

    [Fact]
    public void TwoSided_TablesThatCannotBeChance_AreZeroAndNotUndefined() =>
        Assert.InRange(FisherExact.TwoSided(10_000, 20_000, 1, 20_000), 0, 1e-300);

    [Fact]
    public void PValue_ManyRows_IsNearlyTheExactOne()
    {
        // One more success in both than are counted exactly.
        var normal = Proportions.PValue(10_050, 200_000, 10_351, 200_000);

        Assert.Equal(FisherExact.TwoSided(10_050, 200_000, 10_351, 200_000), normal, normal * 0.05);
    }
}
