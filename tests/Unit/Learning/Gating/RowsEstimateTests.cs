using Mdlc.Learning.Gating;

namespace Mdlc.Unit.Tests.Learning.Gating;

public sealed class RowsEstimateTests
{
    /// <summary>Two digits, and never fewer than it takes: whoever gathers so many shall not be told of more.</summary>
    [Theory]
    [InlineData(100, 1.01, 110)]
    [InlineData(100, 1.1, 110)]
    [InlineData(100, 12.41, 1300)]
    [InlineData(2000, 1.5, 3000)]
    [InlineData(2000, 61.6, 130_000)]
    public void Of_AFactor_IsRoundedUp(int rows, double factor, long needed)
    {
        var estimate = RowsEstimate.Of(rows, factor);

        Assert.Equal((needed, false), (estimate!.Value.Rows, estimate.Value.IsBound));
        Assert.True(estimate.Value.Rows >= rows * factor * (1 - 1e-12));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    [InlineData(double.NaN)]
    public void Of_AsManyAsThereAre_IsNone(double factor) => Assert.Null(RowsEstimate.Of(100, factor));

    [Fact]
    public void Of_MoreThanTenMillion_IsABound() => Assert.Equal((10_000_000L, true), (RowsEstimate.Of(100, 1e9)!.Value.Rows, RowsEstimate.Of(100, 1e9)!.Value.IsBound));
}
