using Mdlc.Engine.Histories;

namespace Mdlc.Engine.Tests.Histories;

public sealed class DowntimesTests
{
    private static readonly DateTime LastSign = new(2030, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    private static readonly DateTime Back = LastSign.AddHours(10);

    /// <summary>A life that noted nothing: what is known of the engine before it is older than the absence that it ended.</summary>
    [Fact]
    public void SilentFrom_WithAnAbsenceThatReachesBackOverAnother_CountsTheTimeOnce() => Assert.Equal(
        Back.AddSeconds(5), Downtimes.None.And(LastSign, Back).And(LastSign, Back.AddSeconds(5)).SilentFrom(LastSign));

    [Fact]
    public void SilentFrom_WithAClockThatWentBack_AddsNothing() => Assert.Equal(
        Back, Downtimes.None.And(LastSign, Back).And(LastSign, Back.AddHours(-1)).SilentFrom(LastSign));

    [Fact]
    public void SilentFrom_AfterASignThatCameSince_IsThatSign() => Assert.Equal(
        Back.AddSeconds(1), Downtimes.None.And(LastSign, Back).SilentFrom(Back.AddSeconds(1)));
}
