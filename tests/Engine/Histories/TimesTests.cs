using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>Requests hold what protobuf forbids: it becomes what it is nearest to, and never an error in the middle of a change.</summary>
public sealed class TimesTests
{
    [Theory]
    [InlineData(1, int.MaxValue, 3_147_483_647)]
    [InlineData(5, int.MinValue, 2_852_516_400)]
    [InlineData(0, 500_000_000, 500_000_000)]
    [InlineData(-1, 5, 0)]
    [InlineData(-5, int.MaxValue, 0)]
    public void Duration_ThatProtobufForbids_IsSomewhere(long seconds, int nanos, long expected) =>
        Assert.Equal(expected / 100, new Duration { Seconds = seconds, Nanos = nanos }.OrZero().Ticks);

    [Theory]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(long.MaxValue, -1)]
    public void Durations_BeyondAllTime_CanBeAdded(long seconds, int nanos)
    {
        var span = new Duration { Seconds = seconds, Nanos = nanos }.OrZero();

        Assert.True(span.TotalDays > 365 * 7_000);
        Assert.Equal(DateTime.MaxValue, DateTime.UnixEpoch.AddClamped(span + span));
    }

    [Theory]
    [InlineData(long.MinValue, int.MinValue, 1)]
    [InlineData(long.MaxValue, int.MaxValue, 9999)]
    [InlineData(0, -100, 1969)]
    public void Time_ThatProtobufForbids_IsSomewhere(long seconds, int nanos, int year) =>
        Assert.Equal(year, new Timestamp { Seconds = seconds, Nanos = nanos }.ToDateTimeClamped().Year);
}
