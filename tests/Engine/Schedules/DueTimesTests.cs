using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Schedules.Specs;
using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class DueTimesTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    [Fact]
    public void Range_HasItsEndButNotItsBeginning()
    {
        var due = DueTimes.Since(Hourly(), Start, Start.AddHours(2), null, Year, 10);

        Assert.Equal([Start.AddHours(1), Start.AddHours(2)], due.Due.Select(time => time.Actual));
        Assert.Equal((Start.AddHours(2), Start.AddHours(3)), (due.DecidedUntil, due.Next));
    }

    [Fact]
    public void LaterThanTheCatchUpWindow_IsMissedOnce()
    {
        var due = DueTimes.Since(Hourly(), Start, Start.AddHours(5).AddMinutes(1), null, TimeSpan.FromHours(2), 10);
        var again = DueTimes.Since(Hourly(), due.DecidedUntil, Start.AddHours(5).AddMinutes(2), null, TimeSpan.FromHours(2), 10);

        Assert.Equal((3, 2), (due.Missed, due.Due.Count));
        Assert.Equal((0, 0), (again.Missed, again.Due.Count));
    }

    [Fact]
    public void ExactlyTheCatchUpWindow_IsNotMissed() =>
        Assert.Equal(0, DueTimes.Since(Hourly(), Start, Start.AddHours(3), null, TimeSpan.FromHours(2), 10).Missed);

    [Fact]
    public void WithoutRoom_IsDropped()
    {
        var due = DueTimes.Since(Hourly(), Start, Start.AddHours(5), null, Year, 2);

        Assert.Equal((2, 3, Start.AddHours(5)), (due.Due.Count, due.Dropped, due.DecidedUntil));
    }

    [Fact]
    public void BeforeTheLastUpdate_IsNeitherDueNorMissed()
    {
        var due = DueTimes.Since(Hourly(), Start, Start.AddHours(5), Start.AddHours(4), Year, 10);

        Assert.Equal([Start.AddHours(4), Start.AddHours(5)], due.Due.Select(time => time.Actual));
        Assert.Equal(0, due.Missed);
    }

    [Fact]
    public void ClockBehindTheLastDecision_NothingIsDueTwice()
    {
        var due = DueTimes.Since(Hourly(), Start.AddHours(3), Start.AddHours(2), null, Year, 10);

        Assert.Equal((0, Start.AddHours(3), Start.AddHours(4)), (due.Due.Count, due.DecidedUntil, due.Next));
    }

    [Fact]
    public void BetweenNominalAndJitteredTime_TheActionStillComes()
    {
        var jittered = Hourly(TimeSpan.FromMinutes(59));
        var first = jittered.Next(Start)!.Value;
        var between = first.Nominal + ((first.Actual - first.Nominal) / 2);

        var before = DueTimes.Since(jittered, Start, between, null, Year, 10);
        var after = DueTimes.Since(jittered, before.DecidedUntil, first.Actual, null, Year, 10);

        Assert.Empty(before.Due);
        Assert.Equal(first, Assert.Single(after.Due));
    }

    [Fact]
    public void Backfill_HasBothItsEnds()
    {
        var due = DueTimes.Within(Hourly(), Start, Start.AddHours(2), 10);

        Assert.Equal([Start, Start.AddHours(1), Start.AddHours(2)], due.Due.Select(time => time.Actual));
        Assert.Null(due.Next);
    }

    [Fact]
    public void Backfill_WithLittleRoom_TellsWhereItGoesOn()
    {
        var due = DueTimes.Within(Hourly(), Start, Start.AddHours(9), 2);

        Assert.Equal((2, Start.AddHours(1), Start.AddHours(2)), (due.Due.Count, due.DecidedUntil, due.Next));
    }

    private static SpecTimes Hourly(TimeSpan jitter = default) => new(
        new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } }, Jitter = Duration.FromTimeSpan(jitter) },
        "a seed of some length");
}
