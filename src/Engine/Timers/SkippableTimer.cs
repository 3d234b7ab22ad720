namespace Mdlc.Engine.Timers;

/// <summary>A timer of a <see cref="SkippableClock"/>: a timer of the other clock, set anew whenever the clock is moved.</summary>
internal sealed class SkippableTimer : ITimer
{
    private readonly SkippableClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private DateTimeOffset? _due;
    private TimeSpan _period;

    public SkippableTimer(SkippableClock clock, TimeProvider wall, TimerCallback callback, object? state)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _timer = wall.CreateTimer(static timer => ((SkippableTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
            _period = period;
        }

        return Arm();
    }

    /// <summary>Sets the other clock's timer to what is left.</summary>
    internal bool Arm()
    {
        lock (_gate)
        {
            return _timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _clock.Forget(this);
        _timer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _clock.Forget(this);
        return _timer.DisposeAsync();
    }

    /// <summary>Timers count whole milliseconds and must not fire early.</summary>
    private TimeSpan Remaining()
    {
        if (_due is not { } due)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = due - _clock.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue));
    }

    private void Fire()
    {
        lock (_gate)
        {
            // Changed since it was set off, or so long a wait that it takes more than one of the other clock's timers.
            if (_due is not { } due || due > _clock.GetUtcNow())
            {
                _timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
                return;
            }

            // A period that was skipped many times over is one tick, as on a machine that slept.
            _due = _period > TimeSpan.Zero ? _clock.GetUtcNow() + _period : null;
            _timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
        }

        _callback(_state);
    }
}
