using Mdlc.Engine.Timers;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Engine.Tests.Skipping;

public sealed class TimeSkipperTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider _wall = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SkippableClock _clock;
    private readonly TimeSkipper _skipper;
    private readonly WakeUpQueue<string> _wakeUps = new();

    public TimeSkipperTests()
    {
        _clock = new SkippableClock(_wall);
        _skipper = new TimeSkipper(_clock, locked: true);
        _skipper.Watch(() => _wakeUps.NextDue);
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    public void Dispose() => _skipper.Dispose();

    [Fact]
    public void Locked_TimeStays()
    {
        WakeUp("run", Day);

        Assert.Equal(TimeSpan.Zero, _clock.Ahead);
        _skipper.Unlock();
        Assert.Equal(Day, _clock.Ahead);
    }

    [Fact]
    public void LockedTwice_TakesTwoUnlocks()
    {
        WakeUp("run", Day);
        _skipper.Lock();
        _skipper.Unlock();
        Assert.Equal(TimeSpan.Zero, _clock.Ahead);

        _skipper.Unlock();
        Assert.Equal(Day, _clock.Ahead);
    }

    [Fact]
    public void UnlockedInAdvance_StaysUnlockedAfterOneLock()
    {
        _skipper.Unlock();
        _skipper.Unlock();
        _skipper.Lock();
        WakeUp("run", Day);

        Assert.Equal(Day, _clock.Ahead);
    }

    [Fact]
    public void Held_TimeStaysUntilReleased()
    {
        _skipper.Unlock();
        _skipper.Hold();
        WakeUp("run", Day);
        Assert.Equal(TimeSpan.Zero, _clock.Ahead);

        _skipper.Release();
        Assert.Equal(Day, _clock.Ahead);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void SomethingUnderWay_TimeStaysUntilItEnds(int activities, int others)
    {
        _skipper.Unlock();
        Set("busy", new Load(activities, others));
        WakeUp("run", Day);
        Assert.Equal(TimeSpan.Zero, _clock.Ahead);

        Set("busy", Load.None);
        Assert.Equal(Day, _clock.Ahead);
    }

    [Fact]
    public void DueWakeUp_IsWaitedFor()
    {
        WakeUp("run", Day);
        WakeUp("later", Day * 2);
        _skipper.Unlock();
        Assert.Equal(Day, _clock.Ahead);

        _skipper.Hold();
        Assert.Equal("run", _wakeUps.TakeDue(Now));
        _skipper.Release();
        Assert.Equal(Day * 2, _clock.Ahead);
    }

    [Fact]
    public void NothingToComeOrBeyondAllTime_TimeStays()
    {
        _skipper.Unlock();
        _wakeUps.Set("never", DateTime.MaxValue);
        _skipper.Lock();
        _skipper.Unlock();

        Assert.Equal(TimeSpan.Zero, _clock.Ahead);
    }

    [Fact]
    public async Task UnlockUntil_StopsAtItsMomentAndLocksAgain()
    {
        WakeUp("run", Day * 3);

        await _skipper.UnlockUntilAsync(Now + Day, TestContext.Current.CancellationToken);

        Assert.Equal(Day, _clock.Ahead);
        WakeUp("another", Day);
        Assert.Equal(Day, _clock.Ahead);
    }

    [Fact]
    public async Task UnlockUntil_FromAnActivity_LetsItsTimeoutsCome()
    {
        _skipper.Unlock();
        Set("run", new Load(1, 0));
        WakeUp("heartbeat timeout", Day);
        var sleep = _skipper.UnlockUntilAsync(Now + (Day * 2), TestContext.Current.CancellationToken);
        Assert.Equal(Day, _clock.Ahead);

        Set("run", new Load(0, 1));
        _wakeUps.TakeDue(Now);
        Assert.Equal(Day, _clock.Ahead);

        Set("run", Load.None);
        await sleep;
        Assert.Equal(Day * 2, _clock.Ahead);
    }

    [Fact]
    public async Task GivenUpSleep_LeavesTheTimeAsItWas()
    {
        Set("busy", new Load(0, 1));
        using var giveUp = new CancellationTokenSource();
        var sleep = _skipper.UnlockUntilAsync(Now + Day, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep);

        WakeUp("run", Day);
        Set("busy", Load.None);

        Assert.Equal(TimeSpan.Zero, _clock.Ahead);
    }

    [Fact]
    public void WhenIdle_EndsWithTheLastThing()
    {
        Set("busy", new Load(1, 0));
        var idle = _skipper.WhenIdleAsync();
        Assert.False(idle.IsCompleted);

        Set("busy", Load.None);
        Assert.True(idle.IsCompleted);
    }

    private void WakeUp(string owner, TimeSpan after)
    {
        _skipper.Hold();
        _wakeUps.Set(owner, Now + after);
        _skipper.Release();
    }

    private void Set(string owner, Load load)
    {
        _skipper.Hold();
        _skipper.Set(owner, load);
        _skipper.Release();
    }
}
