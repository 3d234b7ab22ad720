using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class EventTimeTests
{
    private static readonly TimeStatistics Ordered = new("seen", 1000, 0, Rising: true, Falling: false, Distinct: 1000, MostAtOnce: 1, Tied: 0);
    private static readonly TimeStatistics Mixed = Ordered with { Rising = false };

    [Fact]
    public void Of_NoTimes_IsNone() => Assert.Equal((null, 0), (EventTime.Of([]).Column, EventTime.Of([]).Notes.Count));

    [Fact]
    public void Of_Several_TakesTheOneTheRowsAreOrderedBy()
    {
        var time = EventTime.Of([Mixed with { Name = "timestamp" }, Ordered]);

        Assert.Equal(("seen", "the rows are in its order"), (time.Column, time.Reason));
        Assert.Contains("'seen'", time.SplitReason, StringComparison.Ordinal);
        Assert.Empty(time.Notes);
    }

    [Fact]
    public void Of_RowsInReverseOrder_SplitsByTimeToo()
    {
        var time = EventTime.Of([Ordered with { Rising = false, Falling = true }]);

        Assert.Equal("the rows are in its reverse order", time.Reason);
        Assert.NotNull(time.SplitReason);
    }

    [Fact]
    public void Of_SeveralUnordered_TakesTheOneNamedAsTime()
    {
        var time = EventTime.Of([Mixed with { Name = "a" }, Mixed with { Name = "order_date" }]);

        Assert.Equal(("order_date", null), (time.Column, time.SplitReason));
    }

    [Fact]
    public void Of_SeveralAlike_NamesThemAndTakesNone()
    {
        var time = EventTime.Of([Mixed with { Name = "start_date" }, Mixed with { Name = "end_date" }]);

        Assert.Null(time.Column);
        Assert.Contains("'start_date', 'end_date'", Assert.Single(time.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ADateOfBirth_IsNoEvent() => Assert.Null(EventTime.Of([Mixed with { Name = "date_of_birth" }]).Column);

    [Fact]
    public void Of_ATimeWithGaps_IsToldAndNotTaken()
    {
        var time = EventTime.Of([Ordered with { Missing = 7 }]);

        Assert.Null(time.Column);
        Assert.Contains("7 of 1000 rows have none", Assert.Single(time.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Ties_AreWarnedOf()
    {
        var time = EventTime.Of([Ordered with { Distinct = 300, MostAtOnce = 9, Tied = 900 }]);

        Assert.NotNull(time.SplitReason);
        Assert.Contains("900 of 1000 rows share their time in 'seen' with another row (up to 9 at once)", Assert.Single(time.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 200)]
    [InlineData(50, 400)]
    public void Of_CoarseTimes_AreNotSplitBy(long distinct, long mostAtOnce)
    {
        var time = EventTime.Of([Ordered with { Distinct = distinct, MostAtOnce = mostAtOnce, Tied = 1000 }]);

        Assert.Equal(("seen", null), (time.Column, time.SplitReason));
        Assert.Contains("too coarse to split by", Assert.Single(time.Notes), StringComparison.Ordinal);
    }
}
