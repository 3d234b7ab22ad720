using Mdlc.Contracts.Formats;

namespace Mdlc.Unit.Tests.Contracts.Formats;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172_800)]
    public void Parse_Time_IsItsSeconds(string text, int seconds) => Assert.Equal(seconds, DurationText.Parse(text)?.TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("0s")]
    [InlineData("30m1h")]
    [InlineData("5m5m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("400d")]
    [InlineData("9999999999s")]
    public void Parse_OfWhatIsNone_IsNull(string text) => Assert.Null(DurationText.Parse(text));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.2, "1s")]
    [InlineData(90, "1m30s")]
    [InlineData(90_000, "1d1h")]
    public void Of_Time_ReadsBackTheSame(double seconds, string text) => Assert.Equal(text, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}
