using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Schedules.Specs;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class CanonicalSpecTests
{
    [Theory]
    [InlineData("*", "0-59")]
    [InlineData("5", "5")]
    [InlineData("5,7", "5 7")]
    [InlineData("1-5", "1-5")]
    [InlineData("1-5/2", "1-5/2")]
    [InlineData("3/20", "3-59/20")]
    [InlineData("*/15", "0-59/15")]
    [InlineData("7-7", "7")]
    public void Minutes_BecomeRanges(string text, string ranges) => Assert.Equal(ranges, Show(CalendarField.Minute.Parse(text)));

    [Theory]
    [InlineData("0-7", "0-6")]
    [InlineData("1-7", "1-6")]
    [InlineData("7", "0")]
    [InlineData("5-7", "0 5-6")]
    [InlineData("3-7/3", "3-6/3")]
    [InlineData("1-7/2", "0 1-6/2")]
    [InlineData("*/2", "0-6/2")]
    [InlineData("mon-FRI", "1-5")]
    [InlineData("su", "0")]
    public void Sunday_IsAlwaysZero(string text, string ranges) => Assert.Equal(ranges, Show(CalendarField.DayOfWeek.Parse(text)));

    [Fact]
    public void EveryYear_IsNoRange() => Assert.Empty(CalendarField.Year.Parse("*"));

    [Fact]
    public void SevenFields_HaveSecondAndYear()
    {
        var calendar = Assert.Single(CanonicalSpec.Of(new() { CronString = { "1 2 3 4 5 6 2030 # note" } }).StructuredCalendar);

        Assert.Equal(
            ["1", "2", "3", "4", "5", "6", "2030", "note"],
            [
                Show(calendar.Second), Show(calendar.Minute), Show(calendar.Hour), Show(calendar.DayOfMonth), Show(calendar.Month), Show(calendar.DayOfWeek),
                Show(calendar.Year), calendar.Comment,
            ]);
    }

    [Fact]
    public void Every_BecomesAnIntervalWithPhase()
    {
        var interval = Assert.Single(CanonicalSpec.Of(new() { CronString = { "@every 1d/2h # note" } }).Interval);

        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromHours(2)), (interval.Interval.ToTimeSpan(), interval.Phase.ToTimeSpan()));
    }

    [Fact]
    public void CanonicalForm_OfItself_IsItself()
    {
        var once = CanonicalSpec.Of(new()
        {
            CronString = { "TZ=Europe/Berlin 0 3 * * 5-7", "TZ=Europe/Berlin @weekly" },
            Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } },
        });

        Assert.Equal(once, CanonicalSpec.Of(once));
        Assert.Equal("Europe/Berlin", once.TimezoneName);
    }

    [Fact]
    public void ShownForm_TellsEndsAndSteps()
    {
        var shown = CanonicalSpec.Shown(CanonicalSpec.Of(new() { CronString = { "5 * * * *" } }));

        Assert.Equal(new Range { Start = 5, End = 5, Step = 1 }, Assert.Single(shown.StructuredCalendar[0].Minute));
    }

    private static string Show(IEnumerable<Range> ranges) => string.Join(
        ' ', ranges.Select(range => $"{range.Start}{(range.End == 0 ? "" : $"-{range.End}")}{(range.Step == 0 ? "" : $"/{range.Step}")}"));
}
