namespace Mdlc.Engine.Timers;

/// <summary>Keeps the time from being skipped until it is disposed.</summary>
internal readonly struct TimeHold : IDisposable
{
    private readonly TimeSkipper? _skipper;

    public TimeHold(TimeSkipper? skipper)
    {
        _skipper = skipper;
        skipper?.Hold();
    }

    public void Dispose() => _skipper?.Release();
}
