namespace Mdlc.Engine.Matching;

/// <summary>How often something has happened a second, of late. Not thread-safe.</summary>
internal sealed class RecentRate(DateTimeOffset born)
{
    private const int Seconds = 30;

    private readonly int[] _counts = new int[Seconds];
    private long _second = born.ToUnixTimeSeconds();

    public void Add(DateTimeOffset now)
    {
        MoveTo(now);
        _counts[_second % Seconds]++;
    }

    public float PerSecond(DateTimeOffset now)
    {
        MoveTo(now);
        return _counts.Sum() / (float)Math.Clamp((now - born).TotalSeconds, 1, Seconds);
    }

    /// <summary>Seconds in which nothing happened count as such; a clock that was set back stands still.</summary>
    private void MoveTo(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (second - _second >= Seconds)
        {
            Array.Clear(_counts);
            _second = second;
        }

        while (_second < second)
        {
            _counts[++_second % Seconds] = 0;
        }
    }
}
