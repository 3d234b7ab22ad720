using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Timers;

/// <summary>Lets closed runs be forgotten when their time has come.</summary>
internal sealed class RetentionDriver : IDisposable
{
    /// <summary>The disk gets a rest between two sweeps.</summary>
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromSeconds(1);

    /// <summary>Bounds how late a changed retention, or a clock that was set forward, is noticed.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Func<DateTime?> _sweep;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _stopped;

    /// <param name="sweep">Does a part of what is due, and says when there is more.</param>
    public RetentionDriver(TimeProvider time, Func<DateTime?> sweep, ILogger logger)
    {
        (_time, _sweep, _logger) = (time, sweep, logger);
        _timer = time.CreateTimer(static state => ((RetentionDriver)state!).Run(), this, ShortestSleep, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a sweep that is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
        }

        _timer.Dispose();
    }

    /// <summary>What cannot be read now is looked at again later: on a timer's thread an error would end the process.</summary>
    private DateTime? Sweep()
    {
        try
        {
            return _sweep();
        }
        catch (Exception e)
        {
            _logger.LogError(e, "Closed workflows whose time has come could not be forgotten.");
            return null;
        }
    }

    private void Run()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            var sleep = Sweep() is { } next ? next - _time.GetUtcNow().UtcDateTime : LongestSleep;
            sleep = sleep < ShortestSleep ? ShortestSleep : sleep > LongestSleep ? LongestSleep : sleep;
            _timer.Change(sleep, Timeout.InfiniteTimeSpan);
        }
    }
}
