using Mdlc.Starter.Output;
using Mdlc.Starter.Schedules;

namespace Mdlc.Unit.Tests.Starter.Schedules;

public sealed class CronTextTests
{
    [Theory]
    [InlineData("0 3 * * *", "UTC")]
    [InlineData("0 3 * * 1-5", "Europe/Berlin")]
    [InlineData("30 0 3 * * * 2027", "UTC")]
    [InlineData("@every 6h", "UTC")]
    public void Check_OfWhatAServerTakes_SaysNothing(string cron, string timeZone) => CronText.Check(cron, timeZone);

    [Theory]
    [InlineData("", "UTC", "0 fields")]
    [InlineData("daily", "UTC", "1 field,")]
    [InlineData("0 3 * *", "UTC", "4 fields")]
    [InlineData("0 3 * * * * * *", "UTC", "8 fields")]
    [InlineData("CRON_TZ=Europe/Berlin 0 3 * * *", "UTC", "--time-zone")]
    [InlineData("0 3 * * *", "Europe/Berln", "Did you mean Europe/Berlin?")]
    [InlineData("0 3 * * *", "", "time zone ''")]
    public void Check_OfSomethingElse_SaysWhatWasFoundAndExpected(string cron, string timeZone, string said)
    {
        var refused = Assert.Throws<UserException>(() => CronText.Check(cron, timeZone));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
    }
}
