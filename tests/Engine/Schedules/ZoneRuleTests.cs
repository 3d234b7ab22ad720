using Mdlc.Engine.Schedules.Specs;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class ZoneRuleTests
{
    [Theory]
    [InlineData("UTC0", "2027-07-01T00:00:00Z", 0)]
    [InlineData("<+0530>-5:30", "2027-07-01T00:00:00Z", 330)]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2027-03-28T00:59:59Z", 60)]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2027-03-28T01:00:00Z", 120)]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2027-10-31T00:59:59Z", 120)]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2027-10-31T01:00:00Z", 60)]
    [InlineData("EST5EDT,M3.2.0,M11.1.0", "2027-03-14T07:00:00Z", -240)]
    [InlineData("EST5EDT,M3.2.0,M11.1.0", "2027-11-07T06:00:00Z", -300)]
    [InlineData("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2027-09-05T03:59:59Z", -240)]
    [InlineData("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2027-09-05T04:00:00Z", -180)]
    [InlineData("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2027-01-01T00:00:00Z", -180)]
    [InlineData("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-07-01T00:00:00Z", 60)]
    [InlineData("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-01-01T00:00:00Z", 0)]
    [InlineData("XXX3YYY,J60,300/0", "2028-03-01T05:00:00Z", -120)]
    public void Offset_IsTheRules(string rule, string utc, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), ZoneRule.Parse(rule).OffsetAt(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime));

    [Theory]
    [InlineData("")]
    [InlineData("CET")]
    [InlineData("CET-1CEST")]
    [InlineData("CET-1CEST,M3.6.0,M10.5.0")]
    public void OtherText_IsRefused(string rule) => Assert.Throws<InvalidSpecException>(() => ZoneRule.Parse(rule));
}
