namespace Mdlc.Engine.Timers;

/// <summary>A clock that goes like another one and can be moved ahead; its timers move with it. Thread safe.</summary>
internal sealed class SkippableClock(TimeProvider wall, TimeSpan ahead = default) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<SkippableTimer> _timers = [];
    private long _aheadTicks = ahead.Ticks;

    /// <summary>How far this clock is ahead of the other one.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _aheadTicks));

    public override TimeZoneInfo LocalTimeZone => wall.LocalTimeZone;

    public override long TimestampFrequency => wall.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => wall.GetUtcNow() + Ahead;

    public override long GetTimestamp() => wall.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    /// <summary>Moves the clock ahead; timers that have come due thereby fire soon, on threads of their own.</summary>
    public void Skip(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        SkippableTimer[] timers;
        lock (_gate)
        {
            Volatile.Write(ref _aheadTicks, _aheadTicks + span.Ticks);
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Arm();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SkippableTimer(this, wall, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    internal void Forget(SkippableTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }
}
