using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class BinningTests
{
    /// <summary>Whatever recurs: the bins at both ends hold something, so that what moves from one end to the other is seen.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(30, 70)]
    [InlineData(70, 30)]
    [InlineData(1, 1, 98)]
    [InlineData(1, 99)]
    [InlineData(99, 1)]
    [InlineData(5, 90, 5)]
    [InlineData(10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)]
    [InlineData(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 50)]
    public void QuantileEdges_OfValuesThatRecur_LeaveNoEndEmpty(params int[] rowsOfValue)
    {
        double[] sample = [.. rowsOfValue.SelectMany((rows, value) => Enumerable.Repeat((double)value, rows))];

        var counts = Binning.CountByInnerEdges(sample, Binning.QuantileEdges(sample));

        Assert.Equal(sample.Length, counts.Sum());
        Assert.True(counts[0] > 0 && counts[^1] > 0);
        Assert.InRange(counts.Length, 2, 10);
    }

    [Fact]
    public void QuantileEdges_OfAConstant_AreThatConstant() => Assert.Equal([7.0], Binning.QuantileEdges([7, 7, 7, 7]));
}
