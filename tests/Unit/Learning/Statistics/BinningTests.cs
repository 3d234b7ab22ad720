using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class BinningTests
{
    /// <summary>A bin that the sample itself cannot enter would be a difference to any other sample that has a value there.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(30, 70)]
    [InlineData(70, 30)]
    [InlineData(1, 1, 98)]
    [InlineData(5, 90, 5)]
    [InlineData(10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)]
    [InlineData(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 50)]
    public void QuantileEdges_OfValuesThatRecur_LeaveNoBinEmpty(params int[] rowsOfValue)
    {
        double[] sample = [.. rowsOfValue.SelectMany((rows, value) => Enumerable.Repeat((double)value, rows))];

        var counts = Binning.CountByInnerEdges(sample, Binning.QuantileEdges(sample));

        Assert.Equal(sample.Length, counts.Sum());
        Assert.All(counts, count => Assert.True(count > 0));
        Assert.InRange(counts.Length, 2, 10);
    }

    [Fact]
    public void QuantileEdges_OfAConstant_AreThatConstant() => Assert.Equal([7.0], Binning.QuantileEdges([7, 7, 7, 7]));
}
