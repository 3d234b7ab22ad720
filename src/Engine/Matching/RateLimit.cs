namespace Mdlc.Engine.Matching;

/// <summary>A bucket of permits that fills at a rate and holds what comes in a second, at least one. Not thread-safe.</summary>
internal sealed class RateLimit(double perSecond, DateTimeOffset now)
{
    private readonly double _capacity = perSecond > 0 ? Math.Max(1, Math.Ceiling(perSecond)) : 0;
    private double _permits = perSecond > 0 ? Math.Max(1, Math.Ceiling(perSecond)) : 0;
    private DateTimeOffset _filled = now;

    public double PerSecond { get; } = perSecond;

    /// <summary>Takes a permit.</summary>
    /// <returns>Zero when there was one; otherwise how long until there is; infinite at a rate of zero.</returns>
    public TimeSpan TryTake(DateTimeOffset now)
    {
        if (now > _filled)
        {
            _permits = Math.Min(_capacity, _permits + (now - _filled).TotalSeconds * PerSecond);
        }

        // A clock that was set back begins anew.
        _filled = now;
        if (_permits >= 1)
        {
            _permits--;
            return TimeSpan.Zero;
        }

        return PerSecond > 0 ? TimeSpan.FromSeconds((1 - _permits) / PerSecond) : Timeout.InfiniteTimeSpan;
    }

    /// <summary>A permit was not needed.</summary>
    public void GiveBack() => _permits++;
}
