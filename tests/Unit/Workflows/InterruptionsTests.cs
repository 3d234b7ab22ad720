using Mdlc.Workflows;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class InterruptionsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(Interruptions.Most, 30)]
    public void Pause_GrowsToHalfAMinute(int interruptions, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Interruptions.Pause(interruptions));
}
