using Mdlc.Starter.Output;
using Mdlc.Starter.Schedules;

namespace Mdlc.Unit.Tests.Starter.Schedules;

public sealed class CronTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 3 * * *", "UTC")]
    [InlineData("0 0 29 2 *", "UTC")]
    [InlineData("@daily", "UTC")]
    [InlineData("@hourly", null)]
    [InlineData("0 3 * * 1-5", "Europe/Berlin")]
    [InlineData("30 0 3 * * * 2027", "UTC")]
    [InlineData("@every 6h", "UTC")]
    public void Check_OfWhatAServerTakes_SaysNothing(string cron, string? timeZone) => CronText.Check(cron, timeZone, Now);

    [Theory]
    [InlineData("", "UTC", "0 fields")]
    [InlineData("daily", "UTC", "1 field,")]
    [InlineData("0 3 * *", "UTC", "4 fields")]
    [InlineData("0 3 * * * * * *", "UTC", "8 fields")]
    [InlineData("CRON_TZ=Europe/Berlin 0 3 * * *", "UTC", "--time-zone")]
    [InlineData("0 3 * * *", "Europe/Berln", "Did you mean Europe/Berlin?")]
    [InlineData("0 3 * * *", "", "time zone ''")]
    [InlineData("0 0 31 2 *", "UTC", "never comes round")]
    [InlineData("0 0 30 2,2 *", "Europe/Berlin", "never comes round")]
    [InlineData("0 0 31 4,6,9,11 *", "UTC", "never comes round")]
    [InlineData("0 0 1 1 * 2025", "UTC", "never comes round")]
    [InlineData("0 25 * * *", "UTC", "Hour is not in range [0-23]")]
    [InlineData("@nightly", "UTC", "@daily")]
    [InlineData("@every", "UTC", "interval")]
    [InlineData("@every 0s", "UTC", "too small")]
    public void Check_OfSomethingElse_SaysWhatWasFoundAndExpected(string cron, string timeZone, string said)
    {
        var refused = Assert.Throws<UserException>(() => CronText.Check(cron, timeZone, Now));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
    }
}
