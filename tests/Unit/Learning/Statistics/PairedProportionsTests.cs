using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class PairedProportionsTests
{
    [Theory]
    [InlineData(121, 59, 2000)]
    [InlineData(3, 10, 40)]
    public void ScoreZ_OfNoDifference_IsMcNemar(long b, long c, long rows) => Assert.Equal(
        McNemar.Uncorrected(b, c).Statistic, Math.Pow(PairedProportions.ScoreZ(b, c, rows, 0), 2), 1e-9);

    [Theory]
    [InlineData(9, 9, 44)]
    [InlineData(1, 0, 20)]
    [InlineData(0, 0, 100)]
    [InlineData(100, 0, 100)]
    public void Interval_SwappedModels_IsMirrored(long b, long c, long rows)
    {
        var ours = PairedProportions.Interval(b, c, rows);
        var theirs = PairedProportions.Interval(c, b, rows);

        Assert.Equal(-theirs.Upper, ours.Lower, 1e-9);
        Assert.Equal(-theirs.Lower, ours.Upper, 1e-9);
        Assert.True(ours.Contains((double)(b - c) / rows));
        Assert.InRange(ours.Lower, -1, 1);
    }

    [Fact]
    public void Interval_NothingDiffers_IsWiderThanZero()
    {
        // Without a discordant row the score method gives z²/(n + z²).
        const double Square = 1.959963984540054 * 1.959963984540054;

        Assert.Equal(Square / (100 + Square), PairedProportions.Interval(0, 0, 100).Upper, 1e-9);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 0)]
    public void McNemar_EqualCounts_SaysOne(long b, long c)
    {
        Assert.Equal(1, McNemar.Exact(b, c), 1e-12);
        Assert.Equal(1, McNemar.MidP(b, c), 1e-12);
        Assert.Equal(1, McNemar.Test(b, c).PValue, 1e-12);
    }
}
