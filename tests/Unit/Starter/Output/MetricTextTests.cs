using Mdlc.Starter.Output;

namespace Mdlc.Unit.Tests.Starter.Output;

public sealed class MetricTextTests
{
    [Fact]
    public void Of_SaysValueAndInterval_OrWhatThereIs()
    {
        Assert.Equal("0.9274 [0.921, 0.9338]", MetricText.Of(new() { Name = "auc", Value = 0.92741, Lower = 0.921, Upper = 0.93378 }));
        Assert.Equal("auc 0.9274", MetricText.Named(new() { Name = "auc", Value = 0.92741 }));
        Assert.Equal("undefined", MetricText.Of(new() { Name = "auc" }));
        Assert.Equal("", MetricText.Named(null));
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.00341, "-0.0034")]
    [InlineData(0.00001234, "1.234e-5")]
    [InlineData(12345678.0, "1.235e7")]
    [InlineData(41.23456, "41.2346")]
    [InlineData(double.NaN, "")]
    public void Number_OfAnySize_KeepsItsDigits(double value, string expected) => Assert.Equal(expected, MetricText.Number(value));

    [Fact]
    public void Sparkline_GoesFromLowestToHighest()
    {
        Assert.Equal("▁ █▅", MetricText.Sparkline([0.1, null, 0.9, 0.5]));
        Assert.Equal("▅▅", MetricText.Sparkline([0.3, 0.3]));
        Assert.Equal("", MetricText.Sparkline([null]));
    }
}
