using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class SentinelTests
{
    [Theory]
    [InlineData(-999, 20, 0, 100, true)]
    [InlineData(99999, 5, 41000, 0, true)]
    [InlineData(9999, 20, 9998, 0, false)]
    [InlineData(-999, 2, 0, 100, false)]
    [InlineData(-1, 30, 0, 871, true)]
    [InlineData(-1, 30, 1, 1, false)]
    [InlineData(-1, 3, 0, 871, false)]
    [InlineData(-1, 30, -0.5, 871, false)]
    public void StandsOut_IsFrequentAndFarFromTheRest(double value, long count, double next, double farthest, bool expected) =>
        Assert.Equal(expected, new Sentinel("x", ColumnType.Number, value, count, 1000, next, farthest).StandsOut);

    [Theory]
    [InlineData(ColumnType.Integer, -999, true)]
    [InlineData(ColumnType.Integer, -998, false)]
    [InlineData(ColumnType.Timestamp, 0, true)]
    [InlineData(ColumnType.Timestamp, 86_399, true)]
    [InlineData(ColumnType.Timestamp, 86_400, false)]
    [InlineData(ColumnType.Timestamp, -999, false)]
    public void IsCustomary_KnowsNumbersAndDays(ColumnType type, double value, bool expected) => Assert.Equal(expected, Sentinel.IsCustomary(type, value));

    [Fact]
    public void Note_OfADay_SaysTheDay()
    {
        var sentinel = new Sentinel("left", ColumnType.Timestamp, 253_402_214_400, 400, 1000, 1_700_000_000, 1_600_000_000);

        Assert.True(Sentinel.IsCustomary(ColumnType.Timestamp, sentinel.Value));
        Assert.True(sentinel.StandsOut);
        Assert.StartsWith("column 'left' is 9999-12-31 in 400 of 1000 rows, apart from all others (2020-09-13 to 2023-11-14)", sentinel.Note(), StringComparison.Ordinal);
    }
}
