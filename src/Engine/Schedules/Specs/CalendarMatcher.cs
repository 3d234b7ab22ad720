using System.Numerics;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>Which seconds a calendar matches in its time zone.</summary>
internal sealed class CalendarMatcher
{
    private readonly ZoneClock _clock;
    private readonly HashSet<int>? _years;
    private readonly ulong _months;
    private readonly ulong _days;
    private readonly ulong _weekdays;
    private readonly ulong _hours;
    private readonly ulong _minutes;
    private readonly ulong _seconds;

    public CalendarMatcher(StructuredCalendarSpec calendar, ZoneClock clock)
    {
        _clock = clock;
        _years = calendar.Year.Count == 0 ? null : [.. calendar.Year.SelectMany(Values)];
        _months = Bits(calendar.Month);
        _days = Bits(calendar.DayOfMonth);
        _weekdays = Bits(calendar.DayOfWeek);
        _hours = Bits(calendar.Hour);
        _minutes = Bits(calendar.Minute);
        _seconds = Bits(calendar.Second);
    }

    // A field without any value would be looked for through all years in vain.
    private bool IsNever => _months == 0 || _days == 0 || _weekdays == 0 || _hours == 0 || _minutes == 0 || _seconds == 0;

    public bool Matches(DateTime utc)
    {
        var t = _clock.Read(utc);
        return HasYear(t.Year) && Has(_months, t.Month) && Has(_days, t.Day) && Has(_weekdays, (int)t.DayOfWeek)
            && Has(_hours, t.Hour) && Has(_minutes, t.Minute) && Has(_seconds, t.Second);
    }

    /// <summary>The first whole second after a moment that the calendar matches; null when none does up to the last year.</summary>
    /// <remarks>
    /// A time that the clocks skip is left out. Through an hour that they show twice it goes as the server does: west of Greenwich it finds
    /// both passes, east of it one, by the way in which Go's clock sets such a time.
    /// </remarks>
    public DateTime? Next(DateTime after)
    {
        if (IsNever)
        {
            return null;
        }

        var walk = new ClockWalk(_clock, after);
        for (walk.Carry(); walk.Year <= CalendarField.LastYear; walk.Carry())
        {
            if (!HasYear(walk.Year))
            {
                walk.NextYear();
            }
            else if (!Has(_months, walk.Month))
            {
                walk.NextMonth();
            }
            else if (!Has(_days, walk.Day) || !Has(_weekdays, (int)walk.Weekday))
            {
                walk.NextDay();
            }
            else if (!Has(_hours, walk.Hour))
            {
                walk.ToHour(NextIn(_hours, walk.Hour));
            }
            else if (!Has(_minutes, walk.Minute))
            {
                walk.ToMinute(NextIn(_minutes, walk.Minute));
            }
            else if (!Has(_seconds, walk.Second))
            {
                walk.ToSecond(NextIn(_seconds, walk.Second));
            }
            else if (walk.IsShown)
            {
                return walk.Moment;
            }
            else
            {
                walk.ToHour(walk.Hour + 1);
            }
        }

        return null;
    }

    private bool HasYear(int year) => _years?.Contains(year) ?? true;

    private static bool Has(ulong bits, int value) => (bits & (1UL << value)) != 0;

    /// <summary>The next value of the set, or one beyond all when there is none.</summary>
    private static int NextIn(ulong bits, int value) => value + BitOperations.TrailingZeroCount(bits >> value);

    private static ulong Bits(IEnumerable<Range> ranges) => ranges.SelectMany(Values).Aggregate(0UL, static (bits, value) => bits | (1UL << value));

    private static IEnumerable<int> Values(Range range)
    {
        for (var value = range.Start; value <= Math.Max(range.Start, range.End); value += Math.Max(1, range.Step))
        {
            yield return value;
        }
    }
}
