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

        var local = _clock.Read(after);
        var (y, mo, d, h, m, s) = (local.Year, local.Month, local.Day, local.Hour, local.Minute, local.Second + 1);
        var again = _clock.Read(after.AddHours(-1)).Hour == h;
        while (true)
        {
            if (s >= 60)
            {
                (m, s) = (m + 1, 0);
            }

            if (m >= 60)
            {
                // Two hours from one hour to the next: the hour is shown twice, and this was the first time.
                var repeats = !again && At(y, mo, d, h + 1, 0, 0) - At(y, mo, d, h, 0, 0) > TimeSpan.FromHours(1);
                (h, m, again) = (repeats ? h : h + 1, 0, repeats);
            }

            if (h >= 24)
            {
                (d, h) = (d + 1, 0);
            }

            if (mo <= 12 && d > DateTime.DaysInMonth(y, mo))
            {
                (mo, d) = (mo + 1, 1);
            }

            if (mo > 12)
            {
                (y, mo) = (y + 1, 1);
            }

            if (y > CalendarField.LastYear)
            {
                return null;
            }

            if (!HasYear(y))
            {
                (y, mo, d, h, m, s, again) = (y + 1, 1, 1, 0, 0, 0, false);
            }
            else if (!Has(_months, mo))
            {
                (mo, d, h, m, s, again) = (mo + 1, 1, 0, 0, 0, false);
            }
            else if (!Has(_days, d) || !Has(_weekdays, Weekday(y, mo, d, h, m, s)))
            {
                (d, h, m, s, again) = (d + 1, 0, 0, 0, false);
            }
            else if (!Has(_hours, h))
            {
                (h, m, s, again) = (NextIn(_hours, h), 0, 0, false);
            }
            else if (!Has(_minutes, m))
            {
                (m, s) = (NextIn(_minutes, m), 0);
            }
            else if (!Has(_seconds, s))
            {
                s = NextIn(_seconds, s);
            }
            else
            {
                var found = At(y, mo, d, h, m, s);
                if (_clock.Read(found).Hour == h)
                {
                    return again ? found.AddHours(1) : found;
                }

                (h, m, s) = (h + 1, 0, 0);
            }
        }
    }

    private DateTime At(int year, int month, int day, int hour, int minute, int second) =>
        _clock.Set(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds((((hour * 60) + minute) * 60) + second));

    // Of the moment, not of the date: where midnight is skipped, Go's midnight is an hour of the day before.
    private int Weekday(int year, int month, int day, int hour, int minute, int second) =>
        (int)_clock.Read(At(year, month, day, hour, minute, second)).DayOfWeek;

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
