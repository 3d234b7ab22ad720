using Mdlc.Workflows;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class StageOptionsTests
{
    /// <summary>Work may take a day; that whoever did it has died is not found out by waiting for its end.</summary>
    [Fact]
    public void Work_OfAWorkerThatDied_IsNoticedWithinAMinute()
    {
        var options = StageOptions.Work("queue", "summary", TestContext.Current.CancellationToken);

        Assert.InRange(options.HeartbeatTimeout ?? TimeSpan.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.True(options.StartToCloseTimeout >= TimeSpan.FromDays(1));
    }
}
