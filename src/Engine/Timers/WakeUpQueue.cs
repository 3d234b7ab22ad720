namespace Mdlc.Engine.Timers;

/// <summary>
/// When which owner wants to be called. Each owner has one wake-up, the earliest of all its timers; what is due then is the owner's
/// business, so a wake-up that came too early or twice does no harm.
/// </summary>
internal sealed class WakeUpQueue<TOwner>
    where TOwner : class
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TOwner, (DateTime Due, long Order)> _heap = new();
    private readonly Dictionary<TOwner, DateTime> _due = new(ReferenceEqualityComparer.Instance);
    private long _order;

    /// <summary>Raised (outside locks) when the earliest wake-up has become earlier.</summary>
    public event Action? Advanced;

    /// <summary>The earliest wake-up, or null.</summary>
    public DateTime? NextDue
    {
        get
        {
            lock (_gate)
            {
                DropStale();
                return _heap.TryPeek(out _, out var key) ? key.Due : null;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Sets or, with null, removes the owner's wake-up.</summary>
    public void Set(TOwner owner, DateTime? due)
    {
        bool earlier;
        lock (_gate)
        {
            if (due is not { } time)
            {
                _due.Remove(owner);
                return;
            }

            if (_due.TryGetValue(owner, out var present) && present == time)
            {
                return;
            }

            _due[owner] = time;
            DropStale();
            earlier = !_heap.TryPeek(out _, out var first) || time < first.Due;
            _heap.Enqueue(owner, (time, ++_order));
        }

        if (earlier)
        {
            Advanced?.Invoke();
        }
    }

    /// <summary>Removes and returns one owner that is due, or null.</summary>
    public TOwner? TakeDue(DateTime now)
    {
        lock (_gate)
        {
            DropStale();
            if (!_heap.TryPeek(out var owner, out var key) || key.Due > now)
            {
                return null;
            }

            _heap.Dequeue();
            _due.Remove(owner);
            return owner;
        }
    }

    /// <summary>A moved wake-up leaves its old entry in the heap; it is recognised by its time.</summary>
    private void DropStale()
    {
        while (_heap.TryPeek(out var owner, out var key) && (!_due.TryGetValue(owner, out var due) || due != key.Due))
        {
            _heap.Dequeue();
        }
    }
}
