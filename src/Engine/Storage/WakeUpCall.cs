namespace Mdlc.Engine.Storage;

/// <summary>
/// Wakes one thread. A call that comes before the thread waits is kept, several are one. What is kept and what is waited for are changed
/// under one lock, so that no call is lost between them.
/// </summary>
internal sealed class WakeUpCall
{
    private readonly object _gate = new();
    private bool _called;

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
                Monitor.Wait(_gate, patience);
            }

            _called = false;
        }
    }
}
