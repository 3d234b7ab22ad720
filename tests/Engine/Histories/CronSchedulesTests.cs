using Mdlc.Engine.Histories.State;

namespace Mdlc.Engine.Tests.Histories;

public sealed class CronSchedulesTests
{
    private static readonly DateTime From = new(2026, 3, 4, 10, 30, 0, DateTimeKind.Utc); // A Wednesday.

    [Theory]
    [InlineData("* * * * *", 60)]
    [InlineData("0 * * * *", 1800)]
    [InlineData("@hourly", 1800)]
    [InlineData("0 3 * * *", 59400)]
    [InlineData("30 10 * * 4", 86400)]
    [InlineData("0 0 5 * 6", 48600)]
    [InlineData("*/20 * * * *", 600)]
    [InlineData("@every 90s", 90)]
    [InlineData("CRON_TZ=America/New_York 0 6 * * *", 1800)]
    public void NextDelay_FromAWednesday(string expression, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), CronSchedules.NextDelay(expression, From, From));

    [Theory]
    [InlineData("not a cron")]
    [InlineData("61 * * * *")]
    [InlineData("CRON_TZ=Nowhere/City * * * * *")]
    [InlineData("0 0 * * 7")]
    [InlineData("0 0 31 2 *")]
    [InlineData("@every 1d")]
    [InlineData("@every --5s")]
    [InlineData("@every 99999999h")]
    public void Validate_Nonsense_SaysWhatIsWrong(string expression) => Assert.NotNull(CronSchedules.Validate(expression, From));

    [Theory]
    [InlineData("@every -5s", 1)]
    [InlineData("@every 1us", 1)]
    [InlineData("@every 1h0.5m", 3630)]
    [InlineData("*/100 * * * *", 1800)]
    [InlineData("0,,15 * * * *", 1800)]
    [InlineData("0 0 */1 * 4", 48600)]
    [InlineData("0 0 29 2 *", 62775000)]
    public void NextDelay_OfWhatTemporalTakes(string expression, int seconds)
    {
        Assert.Null(CronSchedules.Validate(expression, From));
        Assert.Equal(TimeSpan.FromSeconds(seconds), CronSchedules.NextDelay(expression, From, From));
    }

    /// <summary>An earlier version took it for a Sunday; what runs by it goes on.</summary>
    [Fact]
    public void NextDelay_OfTheSeventhDay_IsThatOfSunday() =>
        Assert.Equal(CronSchedules.NextDelay("0 0 * * 0", From, From), CronSchedules.NextDelay("0 0 * * 7", From, From));

    /// <summary>A run may continue with a cron that nobody has looked at.</summary>
    [Theory]
    [InlineData("nonsense")]
    [InlineData("0 0 31 2 *")]
    public void NextDelay_OfNothing_IsNone(string expression) => Assert.Null(CronSchedules.NextDelay(expression, From, From));
}
