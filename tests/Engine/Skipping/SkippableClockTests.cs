using Mdlc.Engine.Timers;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Engine.Tests.Skipping;

public sealed class SkippableClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _wall = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SkippableClock _clock;

    public SkippableClockTests() => _clock = new SkippableClock(_wall);

    [Fact]
    public void Time_GoesOnAndIsMoved()
    {
        var start = (Time: _clock.GetUtcNow(), Stamp: _clock.GetTimestamp());
        _wall.Advance(Hour);
        _clock.Skip(Hour * 2);

        Assert.Equal(start.Time + (Hour * 3), _clock.GetUtcNow());
        Assert.Equal(Hour * 3, _clock.GetElapsedTime(start.Stamp));
    }

    [Fact]
    public void Timer_FiresOnceWhetherTimePassesOrIsSkipped()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, Hour * 3, Timeout.InfiniteTimeSpan);
        _wall.Advance(Hour);
        _clock.Skip(Hour);
        Assert.Equal(0, fired);

        _wall.Advance(Hour);
        Assert.Equal(1, fired);
        _clock.Skip(Hour * 10);
        Assert.Equal(1, fired);
    }

    [Fact]
    public void PeriodicTimer_FiresOncePerSkip()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, Hour, Hour);

        _clock.Skip(Hour * 24);
        Assert.Equal(1, fired);
        _wall.Advance(Hour);
        Assert.Equal(2, fired);
    }

    [Fact]
    public void DisposedTimer_StaysSilent()
    {
        var fired = 0;
        _clock.CreateTimer(_ => fired++, null, Hour, Hour).Dispose();

        _clock.Skip(Hour * 24);

        Assert.Equal(0, fired);
    }

    [Fact]
    public async Task Delay_OnTheClock_EndsWithASkip()
    {
        var delay = Task.Delay(TimeSpan.FromDays(40), _clock, TestContext.Current.CancellationToken);

        _clock.Skip(TimeSpan.FromDays(40));

        await delay;
    }
}
