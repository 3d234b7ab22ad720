using System.Globalization;
using System.Text.RegularExpressions;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>
/// A POSIX time zone rule such as <c>CET-1CEST,M3.5.0,M10.5.0/3</c>: the standard offset, and from when to when in each year summer time is
/// kept.
/// </summary>
internal sealed partial class ZoneRule
{
    private readonly TimeSpan _standard;
    private readonly TimeSpan _summer;
    private readonly Moment? _begins;
    private readonly Moment? _ends;

    private ZoneRule(TimeSpan standard, TimeSpan summer, Moment? begins, Moment? ends) =>
        (_standard, _summer, _begins, _ends) = (standard, summer, begins, ends);

    /// <exception cref="InvalidSpecException">The text is no such rule.</exception>
    public static ZoneRule Parse(string text)
    {
        var match = Rule().Match(text);
        if (!match.Success)
        {
            throw new InvalidSpecException($"malformed time zone rule \"{text}\"");
        }

        var standard = -Time(match.Groups["standard"].Value);
        if (!match.Groups["begins"].Success)
        {
            return new ZoneRule(standard, standard, null, null);
        }

        var summer = match.Groups["summer"] is { Length: > 0 } given ? -Time(given.Value) : standard + TimeSpan.FromHours(1);
        return new ZoneRule(standard, summer, Moment.Parse(match.Groups["begins"].Value), Moment.Parse(match.Groups["ends"].Value));
    }

    public TimeSpan OffsetAt(DateTime utc)
    {
        if (_begins is null || _ends is null)
        {
            return _standard;
        }

        // Each change is told by the clock that it ends.
        var year = (utc + _standard).Year;
        var (begins, ends) = (_begins.In(year) - _standard, _ends.In(year) - _summer);
        var isSummer = begins <= ends ? begins <= utc && utc < ends : utc < ends || begins <= utc;
        return isSummer ? _summer : _standard;
    }

    private static TimeSpan Time(string text)
    {
        var negative = text.StartsWith('-');
        var parts = text.TrimStart('+', '-').Split(':');
        var seconds = parts.Select((part, i) => int.Parse(part, CultureInfo.InvariantCulture) * (i == 0 ? 3600 : i == 1 ? 60 : 1)).Sum();
        return TimeSpan.FromSeconds(negative ? -seconds : seconds);
    }

    /// <summary>A moment of each year: week and weekday of a month, or a day of the year with or without the leap day.</summary>
    private sealed record Moment(string Day, TimeSpan TimeOfDay)
    {
        public static Moment Parse(string text) => text.Split('/') is [var day, var time]
            ? new Moment(day, Time(time))
            : new Moment(text, TimeSpan.FromHours(2));

        public DateTime In(int year) => Date(year) + TimeOfDay;

        private DateTime Date(int year)
        {
            var newYear = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            var numbers = Day.TrimStart('M', 'J').Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            return Day[0] switch
            {
                'M' => InMonth(year, numbers[0], numbers[1], numbers[2]),
                'J' => newYear.AddDays(numbers[0] - 1 + (DateTime.IsLeapYear(year) && numbers[0] > 59 ? 1 : 0)),
                _ => newYear.AddDays(numbers[0]),
            };
        }

        private static DateTime InMonth(int year, int month, int week, int weekday)
        {
            var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
            var day = 1 + ((weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (week - 1));
            // Week 5 is the last, which may be the fourth.
            return first.AddDays((day > DateTime.DaysInMonth(year, month) ? day - 7 : day) - 1);
        }
    }

    private const string Name = @"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)";
    private const string Clock = @"[+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?";
    private const string Day = @"(?:M\d{1,2}\.[1-5]\.[0-6]|J?\d{1,3})(?:/" + Clock + ")?";

    [GeneratedRegex("^" + Name + "(?<standard>" + Clock + ")(?:" + Name + "(?<summer>" + Clock + ")?,(?<begins>" + Day + "),(?<ends>" + Day + "))?$")]
    private static partial Regex Rule();
}
