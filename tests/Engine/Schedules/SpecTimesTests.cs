using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Schedules.Specs;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class SpecTimesTests
{
    [Fact]
    public void Interval_CountsFromTheEpochPlusPhase()
    {
        var spec = new ScheduleSpec { Interval = { Every(TimeSpan.FromHours(5), TimeSpan.FromMinutes(2)) } };

        Assert.Equal(["2026-01-01 04:02:00", "2026-01-01 09:02:00", "2026-01-01 14:02:00"], Times(spec, "2026-01-01 00:00:00", 3));
    }

    [Fact]
    public void Interval_TimeItself_IsNotAfterIt() =>
        Assert.Equal(["2026-01-01 00:00:10"], Times(new() { Interval = { Every(TimeSpan.FromSeconds(10)) } }, "2026-01-01 00:00:00", 1));

    [Fact]
    public void SeveralParts_AreMergedWithoutDoubles()
    {
        var spec = new ScheduleSpec { Interval = { Every(TimeSpan.FromHours(12)) }, CronString = { "0 0 * * *", "30 6 * * *" } };

        Assert.Equal(
            ["2026-01-01 06:30:00", "2026-01-01 12:00:00", "2026-01-02 00:00:00", "2026-01-02 06:30:00"], Times(spec, "2026-01-01 00:00:00", 4));
    }

    [Fact]
    public void Cron_DayOfMonthAndDayOfWeek_MustBothMatch() =>
        Assert.Equal(["2026-02-13 00:00:00", "2026-03-13 00:00:00", "2026-11-13 00:00:00"], Times(Cron("0 0 13 * FRI"), "2026-01-01 00:00:00", 3));

    [Fact]
    public void LeapDays_AreFoundAcrossYears() =>
        Assert.Equal(["2028-02-29 00:00:00", "2032-02-29 00:00:00"], Times(Cron("0 0 29 2 *"), "2026-01-01 00:00:00", 2));

    [Fact]
    public void LastDayOfShortMonths_IsLeftOut() =>
        Assert.Equal(["2026-01-31 00:00:00", "2026-03-31 00:00:00", "2026-05-31 00:00:00"], Times(Cron("0 0 31 * *"), "2026-01-01 00:00:00", 3));

    [Fact]
    public void DayThatNeverComes_HasNoTime() => Assert.Empty(Times(Cron("0 0 30 2 *"), "2026-01-01 00:00:00", 1));

    [Fact]
    public void Berlin_SkippedHour_IsLeftOut() =>
        Assert.Equal(
            ["2027-03-27 01:30:00", "2027-03-29 00:30:00"], Times(Cron("TZ=Europe/Berlin 30 2 * * *"), "2027-03-26 12:00:00", 2));

    /// <summary>As the server answers: east of Greenwich it finds one pass, west of it both.</summary>
    [Fact]
    public void Berlin_RepeatedHour_ComesTheSecondTime() =>
        Assert.Equal(
            ["2027-10-30 00:30:00", "2027-10-31 01:30:00", "2027-11-01 01:30:00"], Times(Cron("TZ=Europe/Berlin 30 2 * * *"), "2027-10-30 00:00:00", 3));

    [Fact]
    public void NewYork_SkippedHour_IsLeftOut() =>
        Assert.Equal(
            ["2027-03-13 07:30:00", "2027-03-15 06:30:00"], Times(Cron("TZ=America/New_York 30 2 * * *"), "2027-03-13 00:00:00", 2));

    [Fact]
    public void NewYork_RepeatedHour_ComesTwice() =>
        Assert.Equal(
            ["2027-11-07 05:15:00", "2027-11-07 06:15:00", "2027-11-08 06:15:00"], Times(Cron("TZ=America/New_York 15 1 * * *"), "2027-11-06 12:00:00", 3));

    [Fact]
    public void Santiago_ChangeAtMidnight_SkipsMidnight() =>
        Assert.Equal(["2027-09-04 04:00:00", "2027-09-06 03:00:00"], Times(Cron("TZ=America/Santiago 0 0 * * *"), "2027-09-03 12:00:00", 2));

    [Fact]
    public void Exclusions_TakeMatchingTimesAway()
    {
        var spec = Cron("0 */6 * * *");
        spec.ExcludeStructuredCalendar.Add(Calendars.Structure(new CalendarSpec { Second = "*", Minute = "*", Hour = "0-11", DayOfWeek = "thu" }));

        Assert.Equal(["2026-01-01 12:00:00", "2026-01-01 18:00:00", "2026-01-02 00:00:00"], Times(spec, "2026-01-01 00:00:00", 3));
    }

    [Fact]
    public void Exclusions_OfEverySecondForWeeks_AreGivenUp()
    {
        var spec = new ScheduleSpec { Interval = { Every(TimeSpan.FromSeconds(1)) } };
        spec.ExcludeStructuredCalendar.Add(Calendars.Structure(new CalendarSpec { Second = "*", Minute = "*", Hour = "*" }));
        var times = new SpecTimes(CanonicalSpec.Of(spec), "");

        Assert.Throws<InvalidSpecException>(() => times.Next(At("2026-01-01 00:00:00")));
        Assert.Empty(times.After(At("2026-01-01 00:00:00")));
    }

    [Fact]
    public void StartAndEnd_BelongToTheRange()
    {
        var spec = Cron("0 * * * *");
        spec.StartTime = At("2026-01-01 03:00:00").ToTimestamp();
        spec.EndTime = At("2026-01-01 05:00:00").ToTimestamp();

        Assert.Equal(["2026-01-01 03:00:00", "2026-01-01 04:00:00", "2026-01-01 05:00:00"], Times(spec, "2025-01-01 00:00:00", 9));
    }

    [Fact]
    public void Years_EndIn2100() => Assert.Equal(["2100-12-31 00:00:00"], Times(Cron("0 0 31 12 *"), "2100-01-01 00:00:00", 9));

    [Theory]
    [InlineData("0001-01-01 00:00:00", "1970-01-01 11:00:00")]
    [InlineData("2100-12-31 23:59:00", null)]
    [InlineData("9999-12-31 23:59:59", null)]
    public void AnyMoment_MayBeAskedFrom(string after, string? first) =>
        Assert.Equal(first, Times(new() { Interval = { Every(TimeSpan.FromDays(1)) }, CronString = { "TZ=Pacific/Apia 0 0 * * *" } }, after, 1).FirstOrDefault());

    [Fact]
    public void IntervalOfMillennia_HasNoTime() =>
        Assert.Empty(Times(new() { Interval = { Every(TimeSpan.FromDays(3_000_000)) } }, "2026-01-01 00:00:00", 1));

    [Fact]
    public void EmptyRangesOfAField_MatchNothing() =>
        Assert.Empty(Times(new() { StructuredCalendar = { new StructuredCalendarSpec { Hour = { new Range() } } } }, "2026-01-01 00:00:00", 1));

    /// <summary>What the Temporal server 1.32.1 answered for a schedule "jitter-vector" in a namespace of this id.</summary>
    [Fact]
    public void Jitter_IsTheServers()
    {
        var spec = new ScheduleSpec { Interval = { Every(TimeSpan.FromHours(1)) }, Jitter = Duration.FromTimeSpan(TimeSpan.FromMinutes(30)) };

        Assert.Equal(
            [
                "2027-01-01 00:04:27.970", "2027-01-01 01:16:26.373", "2027-01-01 02:17:21.515", "2027-01-01 03:07:45.613", "2027-01-01 04:07:27.823",
                "2027-01-01 05:26:27.363", "2027-01-01 06:09:16.023", "2027-01-01 07:01:29.475", "2027-01-01 08:14:17.697", "2027-01-01 09:23:09.182",
            ],
            Times(spec, "2026-12-31 23:59:59", 10, "fde0c243-a6da-4ac9-8bb9-ca12b4ec9616-jitter-vector", "yyyy-MM-dd HH:mm:ss.fff"));
    }

    /// <inheritdoc cref="Jitter_IsTheServers"/>
    [Fact]
    public void Jitter_LongerThanTheGap_StaysWithinIt()
    {
        var spec = Cron("*/20 * * * * * *");
        spec.Jitter = Duration.FromTimeSpan(TimeSpan.FromHours(1));

        Assert.Equal(
            ["2027-06-01 12:00:15.164", "2027-06-01 12:00:30.476", "2027-06-01 12:00:40.220", "2027-06-01 12:01:06.253", "2027-06-01 12:01:23.039"],
            Times(spec, "2027-06-01 11:59:59", 5, "fde0c243-a6da-4ac9-8bb9-ca12b4ec9616-jitter-short", "yyyy-MM-dd HH:mm:ss.fff"));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Chatham")]
    public void ZoneGivenAsData_IsTheZoneOfThatName(string name)
    {
        var file = ZoneFile.Find(name);
        Assert.SkipWhen(file is null, "needs a time zone database in files");
        var named = Cron("0,30 1-3 * * *");
        named.TimezoneName = name;
        var given = Cron("0,30 1-3 * * *");
        given.TimezoneData = ByteString.CopyFrom(File.ReadAllBytes(file));

        Assert.Equal(Times(named, "2027-01-01 00:00:00", 3000), Times(given, "2027-01-01 00:00:00", 3000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("TZif")]
    [InlineData("no zone at all, but long enough to have a header of its own")]
    public void ZoneGivenAsOtherData_IsRefused(string data) =>
        Assert.Throws<InvalidSpecException>(() => ZoneFile.Read(System.Text.Encoding.ASCII.GetBytes(data)));

    private static ScheduleSpec Cron(string cron) => new() { CronString = { cron } };

    private static IntervalSpec Every(TimeSpan interval, TimeSpan? phase = null) => new()
    {
        Interval = Duration.FromTimeSpan(interval),
        Phase = phase is { } given ? Duration.FromTimeSpan(given) : null,
    };

    private static DateTime At(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static string[] Times(ScheduleSpec spec, string after, int most, string seed = "a seed of some length", string format = "yyyy-MM-dd HH:mm:ss") =>
        [.. new SpecTimes(CanonicalSpec.Of(spec), seed).After(At(after)).Take(most).Select(time => time.Actual.ToString(format, CultureInfo.InvariantCulture))];
}
