using Mdlc.Engine.Schedules.Specs;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData(".5m", 30)]
    [InlineData("2d", 172_800)]
    [InlineData("1d1h1m1s", 90_061)]
    [InlineData("+3s", 3)]
    [InlineData("-3s", -3)]
    [InlineData("1500ms", 1.5)]
    [InlineData("250us", 0.00025)]
    public void Text_IsADuration(string text, double seconds) => Assert.Equal(TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)), GoDuration.Parse(text));

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("x", "time: invalid duration \"x\"")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5y", "time: unknown unit \"y\" in duration \"5y\"")]
    [InlineData(" 5m", "time: invalid duration \" 5m\"")]
    [InlineData("99999999999999999999h", "time: invalid duration \"99999999999999999999h\"")]
    public void OtherText_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidSpecException>(() => GoDuration.Parse(text)).Message);
}
