namespace Mdlc.Engine.Schedules.Specs;

/// <summary>
/// A time that a zone's clocks show, on its way forward field by field. Raising a field sets those below it to their beginning; what
/// overflows is carried by <see cref="Carry"/>.
/// </summary>
internal sealed class ClockWalk
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    private readonly ZoneClock _clock;

    /// <summary>The hour is one that the clocks show twice, and this is the second time.</summary>
    private bool _again;

    /// <summary>Begins one second after a moment; carry before looking at it.</summary>
    public ClockWalk(ZoneClock clock, DateTime after)
    {
        _clock = clock;
        var local = clock.Read(after);
        (Year, Month, Day, Hour, Minute, Second) = (local.Year, local.Month, local.Day, local.Hour, local.Minute, local.Second + 1);
        _again = clock.Read(after - OneHour).Hour == Hour;
    }

    public int Year { get; private set; }

    public int Month { get; private set; }

    public int Day { get; private set; }

    public int Hour { get; private set; }

    public int Minute { get; private set; }

    public int Second { get; private set; }

    /// <summary>The weekday of the moment, not of the date: where midnight is skipped, Go's midnight is an hour of the day before.</summary>
    public DayOfWeek Weekday => _clock.Read(At(Hour, Minute, Second)).DayOfWeek;

    /// <summary>False when the clocks skip this time.</summary>
    public bool IsShown => _clock.Read(At(Hour, Minute, Second)).Hour == Hour;

    public DateTime Moment => _again ? At(Hour, Minute, Second) + OneHour : At(Hour, Minute, Second);

    /// <summary>Brings every field into its range.</summary>
    public void Carry()
    {
        if (Second >= 60)
        {
            (Minute, Second) = (Minute + 1, 0);
        }

        if (Minute >= 60)
        {
            // Two hours from one hour to the next: the hour is shown twice, and this was the first time.
            _again = !_again && At(Hour + 1, 0, 0) - At(Hour, 0, 0) > OneHour;
            (Hour, Minute) = (_again ? Hour : Hour + 1, 0);
        }

        if (Hour >= 24)
        {
            (Day, Hour) = (Day + 1, 0);
        }

        if (Month <= 12 && Day > DateTime.DaysInMonth(Year, Month))
        {
            (Month, Day) = (Month + 1, 1);
        }

        if (Month > 12)
        {
            (Year, Month) = (Year + 1, 1);
        }
    }

    public void NextYear() => (Year, Month, Day, Hour, Minute, Second, _again) = (Year + 1, 1, 1, 0, 0, 0, false);

    public void NextMonth() => (Month, Day, Hour, Minute, Second, _again) = (Month + 1, 1, 0, 0, 0, false);

    public void NextDay() => (Day, Hour, Minute, Second, _again) = (Day + 1, 0, 0, 0, false);

    public void ToHour(int hour) => (Hour, Minute, Second, _again) = (hour, 0, 0, false);

    public void ToMinute(int minute) => (Minute, Second) = (minute, 0);

    public void ToSecond(int second) => Second = second;

    private DateTime At(int hour, int minute, int second) =>
        _clock.Set(new DateTime(Year, Month, Day, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds((((hour * 60) + minute) * 60) + second));
}
