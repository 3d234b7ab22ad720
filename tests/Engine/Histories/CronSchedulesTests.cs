using Mdlc.Engine.Histories;

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
    public void Validate_Nonsense_SaysWhatIsWrong(string expression) => Assert.NotNull(CronSchedules.Validate(expression));
}
