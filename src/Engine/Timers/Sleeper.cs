namespace Mdlc.Engine.Timers;

/// <summary>Someone who waits for a moment of the engine's clock.</summary>
internal sealed class Sleeper
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _woken;

    /// <summary>What happens at the moment itself, before anything that follows.</summary>
    public Action? Woken { get; set; }

    public Task Task => _done.Task;

    /// <summary>Wakes the sleeper, once: also one that gave up must leave the time as it found it.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 0)
        {
            Woken?.Invoke();
            _done.SetResult();
        }
    }
}
