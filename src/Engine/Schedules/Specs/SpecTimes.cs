using Mdlc.Engine.Kernel;
using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>The times of a spec in its canonical form, as a pure function of a moment.</summary>
internal sealed class SpecTimes
{
    /// <summary>How many times may be excluded before one is found; beyond it the spec counts as excluding everything.</summary>
    private const int MostExcluded = 2 * 7 * 24 * 60 * 60;

    private static readonly DateTime EndOfTimes = new(CalendarField.LastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly long SecondsInAll = (EndOfTimes - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    private readonly string _seed;
    private readonly CalendarMatcher[] _calendars;
    private readonly CalendarMatcher[] _excludes;
    private readonly (long Interval, long Phase)[] _intervals;
    private readonly DateTime _start;
    private readonly DateTime? _end;
    private readonly TimeSpan _jitter;

    /// <param name="seed">What jitter is derived from, besides the time.</param>
    /// <exception cref="InvalidSpecException">The spec names an unknown time zone.</exception>
    public SpecTimes(ScheduleSpec canonical, string seed)
    {
        var clock = canonical.TimezoneData.IsEmpty ? ZoneClock.Named(canonical.TimezoneName) : ZoneFile.Read(canonical.TimezoneData.Span);
        _seed = seed;
        _calendars = [.. canonical.StructuredCalendar.Select(calendar => new CalendarMatcher(calendar, clock))];
        _excludes = [.. canonical.ExcludeStructuredCalendar.Select(calendar => new CalendarMatcher(calendar, clock))];
        _intervals = [.. canonical.Interval.Select(interval => (WholeSeconds(interval.Interval), WholeSeconds(interval.Phase)))];
        _start = canonical.StartTime.OrZero() is var start && start > DateTime.UnixEpoch ? start : DateTime.UnixEpoch;
        _end = canonical.EndTime?.ToDateTime();
        _jitter = canonical.Jitter.OrZero();
    }

    /// <summary>The first time whose nominal time is after a moment; null when there is none.</summary>
    /// <exception cref="InvalidSpecException">So many times are excluded that the search was given up.</exception>
    public SpecTime? Next(DateTime after)
    {
        // Just before the start, so that the start itself can match.
        var from = after > _start.AddSeconds(-1) ? after : _start.AddSeconds(-1);
        for (var excluded = 0; excluded < MostExcluded; excluded++)
        {
            if (NextNominal(from) is not { } nominal || nominal > _end)
            {
                return null;
            }

            if (!Array.Exists(_excludes, calendar => calendar.Matches(nominal)))
            {
                return new SpecTime(nominal, nominal + JitterOf(nominal));
            }

            from = nominal;
        }

        throw new InvalidSpecException("the schedule calendar specification has too many exclusions. Please modify the specification.");
    }

    /// <summary>All times after a moment, in order; they end where the spec excludes too many for a next one to be found.</summary>
    /// <remarks>The next one is looked for after the actual time: jitter never reaches beyond the next nominal time.</remarks>
    public IEnumerable<SpecTime> After(DateTime moment)
    {
        for (var next = NextOrNone(moment); next is { } time; next = NextOrNone(time.Actual))
        {
            yield return time;
        }
    }

    private SpecTime? NextOrNone(DateTime after)
    {
        try
        {
            return Next(after);
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    private TimeSpan JitterOf(DateTime nominal)
    {
        if (_jitter == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var gap = NextNominal(nominal) - nominal;
        return Jitter.Of(nominal, _seed, gap < _jitter ? gap.Value : _jitter);
    }

    private DateTime? NextNominal(DateTime after)
    {
        if (after >= EndOfTimes)
        {
            return null;
        }

        var seconds = (after.Ticks / TimeSpan.TicksPerSecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond);
        DateTime? next = null;
        foreach (var (interval, phase) in _intervals)
        {
            // Whole division towards zero, as the server has it: a phase that lies ahead at the epoch skips one interval.
            var time = ((((seconds - phase) / interval) + 1) * interval) + phase;
            next = time < SecondsInAll ? Earlier(next, DateTime.UnixEpoch.AddSeconds(time)) : next;
        }

        foreach (var calendar in _calendars)
        {
            next = Earlier(next, calendar.Next(after));
        }

        return next;
    }

    private static DateTime? Earlier(DateTime? a, DateTime? b) => a is null || b < a ? b : a;

    private static long WholeSeconds(Duration? duration) => duration.OrZero().Ticks / TimeSpan.TicksPerSecond;
}
