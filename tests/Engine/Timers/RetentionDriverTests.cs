using Mdlc.Engine.Timers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Engine.Tests.Timers;

public sealed class RetentionDriverTests
{
    /// <summary>A page of the list that cannot be read must not end the engine, start after start.</summary>
    [Fact]
    public void Sweep_ThatFails_IsTriedAgain()
    {
        var time = new FakeTimeProvider();
        var sweeps = 0;
        using var driver = new RetentionDriver(time, () => ++sweeps == 1 ? throw new InvalidOperationException("a damaged page") : null, NullLogger.Instance);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, sweeps);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(2, sweeps);
    }
}
