namespace Mdlc.Engine.Timers;

/// <summary>
/// Moves the engine's clock to the next wake-up whenever nothing is under way and nobody has locked the time. It is told what goes on and
/// decides at the moment at which the last thing ends: it has no thread and never looks around.
/// </summary>
/// <remarks>
/// A change holds the time from before it reads the clock until what follows from it has been done, so that no skip falls into the middle
/// of a change: its times and the deadlines counted from them are of one moment. It is safe to call under any other lock.
/// </remarks>
internal sealed class TimeSkipper : IDisposable
{
    /// <summary>Wake-ups beyond it are never reached: it keeps sums of times within what a date can hold.</summary>
    private static readonly DateTime Horizon = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly SkippableClock _clock;
    private readonly WakeUpQueue<Sleeper> _sleepers = new();
    private readonly WakeUpDriver<Sleeper> _driver;
    private readonly Lock _gate = new();
    private readonly Dictionary<object, Load> _loads = new(ReferenceEqualityComparer.Instance);
    private readonly List<Func<DateTime?>> _wakeUps = [];
    private readonly List<TaskCompletionSource> _idleWaiters = [];
    private Load _load;
    private int _holds;
    private int _locks;
    private int _excused;

    /// <param name="locked">Whether the time is locked once from the beginning.</param>
    public TimeSkipper(SkippableClock clock, bool locked)
    {
        _clock = clock;
        _locks = locked ? 1 : 0;
        _driver = new WakeUpDriver<Sleeper>(_sleepers, clock, static sleeper => sleeper.Wake(), this);
        Watch(() => _sleepers.NextDue);
    }

    /// <summary>Raised (under the gate: be short) after each skip, with how far the clock is ahead now.</summary>
    public event Action<TimeSpan>? Skipped;

    /// <summary>Adds wake-ups that a skip must not jump over.</summary>
    public void Watch(Func<DateTime?> next) => _wakeUps.Add(next);

    /// <summary>Something begins: the time is not skipped until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _holds++;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _holds--;
            Settle();
        }
    }

    /// <summary>Tells what is under way in the owner now. Call it while holding the time.</summary>
    public void Set(object owner, Load load)
    {
        lock (_gate)
        {
            var before = _loads.GetValueOrDefault(owner);
            if (load == Load.None)
            {
                _loads.Remove(owner);
            }
            else
            {
                _loads[owner] = load;
            }

            _load = _load - before + load;
        }
    }

    /// <summary>Locks the time once more: it goes on, and is not skipped until everybody who locked it has unlocked it.</summary>
    public void Lock()
    {
        lock (_gate)
        {
            _locks++;
        }
    }

    /// <summary>Takes one lock back; one that comes before its lock counts as well.</summary>
    public void Unlock()
    {
        lock (_gate)
        {
            _locks--;
            Settle();
        }
    }

    /// <summary>Ends when the clock has passed the moment.</summary>
    public Task SleepUntilAsync(DateTime due, CancellationToken cancellationToken) => SleepAsync(new Sleeper(), due, cancellationToken);

    /// <summary>
    /// Takes one lock back until the clock has passed the moment. Where there is none to take, the caller is an activity that sleeps: one
    /// activity is then no reason to wait, so that its own timeouts can be tested.
    /// </summary>
    public Task UnlockUntilAsync(DateTime due, CancellationToken cancellationToken)
    {
        var sleeper = new Sleeper();
        lock (_gate)
        {
            if (_locks > 0)
            {
                _locks--;
                sleeper.Woken = Lock;
            }
            else
            {
                _excused++;
                sleeper.Woken = EndExcuse;
            }
        }

        return SleepAsync(sleeper, due, cancellationToken);
    }

    /// <summary>Ends when nothing is under way and nothing is due: whatever is open waits for a later time, or for someone outside.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _idleWaiters.Add(waiter);
            Settle();
            return waiter.Task;
        }
    }

    public void Dispose() => _driver.Dispose();

    private async Task SleepAsync(Sleeper sleeper, DateTime due, CancellationToken cancellationToken)
    {
        Hold();
        _sleepers.Set(sleeper, due);
        Release();
        try
        {
            await sleeper.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sleepers.Set(sleeper, null);
            sleeper.Wake();
        }
    }

    private void EndExcuse()
    {
        lock (_gate)
        {
            _excused--;
        }
    }

    /// <summary>The one decision: called whenever something ended that may have been the last.</summary>
    private void Settle()
    {
        if (_holds > 0 || _load.Others > 0)
        {
            return;
        }

        var now = _clock.GetUtcNow().UtcDateTime;
        var next = NextWakeUp();
        if (next <= now)
        {
            return;
        }

        if (_load.Activities == 0)
        {
            _idleWaiters.ForEach(static waiter => waiter.TrySetResult());
            _idleWaiters.Clear();
        }

        if (_locks <= 0 && _load.Activities <= _excused && next < Horizon)
        {
            _clock.Skip(next - now);
            Skipped?.Invoke(_clock.Ahead);
        }
    }

    private DateTime NextWakeUp()
    {
        var next = DateTime.MaxValue;
        foreach (var wakeUp in _wakeUps)
        {
            next = wakeUp() is { } due && due < next ? due : next;
        }

        return next;
    }
}
