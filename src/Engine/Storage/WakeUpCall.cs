namespace Mdlc.Engine.Storage;

/// <summary>
/// Wakes one thread. A call that comes before the thread waits is kept, several are one. What is kept and what is waited for are changed
/// under one lock, so that no call is lost between them.
/// </summary>
/// <param name="sleep">Sleeps on a locked object until it is pulsed or the time is over; null for a thread's own sleep.</param>
internal sealed class WakeUpCall(Action<object, TimeSpan>? sleep = null)
{
    private readonly object _gate = new();
    private readonly Action<object, TimeSpan> _sleep = sleep ?? (static (gate, patience) => Monitor.Wait(gate, patience));
    private bool _called;

    /// <summary>Whether a call is kept.</summary>
    public bool IsCalled
    {
        get
        {
            lock (_gate)
            {
                return _called;
            }
        }
    }

    public void Call()
    {
        lock (_gate)
        {
            _called = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for a call, or until the patience is over, and takes the call.</summary>
    public void Wait(TimeSpan patience)
    {
        lock (_gate)
        {
            if (!_called)
            {
                _sleep(_gate, patience);
            }

            _called = false;
        }
    }
}
