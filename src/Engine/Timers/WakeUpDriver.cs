namespace Mdlc.Engine.Timers;

/// <summary>Calls back when a wake-up is due, by a single timer of the <see cref="TimeProvider"/>.</summary>
internal sealed class WakeUpDriver<TOwner> : IDisposable
    where TOwner : class
{
    /// <summary>Also bounds how late a clock that was set forward is noticed.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    private readonly WakeUpQueue<TOwner> _queue;
    private readonly TimeProvider _time;
    private readonly Action<TOwner> _fire;
    private readonly TimeSkipper? _skipper;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _stopped;

    public WakeUpDriver(WakeUpQueue<TOwner> queue, TimeProvider time, Action<TOwner> fire, TimeSkipper? skipper = null)
    {
        (_queue, _time, _fire, _skipper) = (queue, time, fire, skipper);
        _timer = time.CreateTimer(static state => ((WakeUpDriver<TOwner>)state!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        queue.Advanced += Arm;
        Arm();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
        }

        _queue.Advanced -= Arm;
        _timer.Dispose();
    }

    private void Run()
    {
        // An owner that was taken shows in no queue until it has been called.
        _skipper?.Hold();
        try
        {
            while (!_stopped && _queue.TakeDue(_time.GetUtcNow().UtcDateTime) is { } owner)
            {
                _fire(owner);
            }
        }
        finally
        {
            _skipper?.Release();
        }

        Arm();
    }

    private void Arm()
    {
        // Read and set under one lock: of two that arm at once, the one that read first must not set last.
        lock (_gate)
        {
            if (_stopped || _queue.NextDue is not { } due)
            {
                return;
            }

            var wait = due - _time.GetUtcNow().UtcDateTime;
            wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestSleep ? LongestSleep : wait;

            // Timers count whole milliseconds and must not fire early.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }
}
