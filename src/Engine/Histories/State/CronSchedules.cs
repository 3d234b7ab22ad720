using System.Globalization;

namespace Mdlc.Engine.Histories.State;

/// <summary>
/// The cron of workflows: five fields (minute hour day-of-month month day-of-week, days combined by OR when both are restricted),
/// descriptors such as <c>@hourly</c> and <c>@every 5m</c>, with an optional <c>CRON_TZ=</c> prefix; UTC otherwise.
/// </summary>
internal static class CronSchedules
{
    /// <summary>Saturday: a Sunday is 0 only, as on Temporal.</summary>
    private const int LastDay = 6;

    /// <summary>What was taken by an earlier version, which took 7 for a Sunday, goes on as it was meant.</summary>
    private const int LastDayStored = 7;

    /// <summary>Go's durations end after 292 years.</summary>
    private const double LongestSeconds = 9.2e9;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>What is wrong with the expression that somebody asks for now, or null.</summary>
    public static string? Validate(string expression, DateTime now)
    {
        try
        {
            var (fields, every, zone) = Parse(expression, LastDay);
            return every is not null || Next(fields!, TimeZoneInfo.ConvertTimeFromUtc(now, zone), zone) is not null
                ? null
                : "invalid CronSchedule, no time can be found to satisfy the schedule";
        }
        catch (FormatException)
        {
            return "invalid CronSchedule.";
        }
    }

    /// <summary>The wait from <paramref name="closed"/> until the next time after it; null when there is none, or the expression is none.</summary>
    /// <param name="started">When the run that closed was started: <c>@every</c> counts from there.</param>
    public static TimeSpan? NextDelay(string expression, DateTime started, DateTime closed)
    {
        if (TryParse(expression) is not { } parsed)
        {
            // Nobody looks at the cron that a run continues with.
            return null;
        }

        var (fields, every, zone) = parsed;
        DateTime? next;
        if (every is { } interval)
        {
            var periods = (closed - started).Ticks / interval.Ticks + 1;
            next = started + interval * periods;
        }
        else
        {
            next = Next(fields!, TimeZoneInfo.ConvertTimeFromUtc(closed, zone), zone);
        }

        // Backoffs are whole seconds, rounded up, so that the run never starts before its time.
        return next is { } time ? TimeSpan.FromSeconds(Math.Ceiling((time - closed).TotalSeconds)) : null;
    }

    private static (ulong[]? Fields, TimeSpan? Every, TimeZoneInfo Zone)? TryParse(string expression)
    {
        try
        {
            return Parse(expression, LastDayStored);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static (ulong[]? Fields, TimeSpan? Every, TimeZoneInfo Zone) Parse(string expression, int lastDay)
    {
        var text = expression.Trim();
        var zone = TimeZoneInfo.Utc;
        if (text.StartsWith("CRON_TZ=", StringComparison.Ordinal) || text.StartsWith("TZ=", StringComparison.Ordinal))
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? "" : text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..space];
            zone = TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : throw new FormatException($"provided bad location {name}");
            text = text[(space + 1)..].Trim();
        }

        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            return (null, ParseDuration(text[7..].Trim()), zone);
        }

        text = text switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => text,
        };
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            throw new FormatException($"expected exactly 5 fields, found {parts.Length}: [{expression}]");
        }

        return
        ([
            Field(parts[0], 0, 59, []), Field(parts[1], 0, 23, []), Field(parts[2], 1, 31, []), Field(parts[3], 1, 12, Months), Field(parts[4], 0, lastDay, Days),
            RestrictsNot(parts[2]) ? 1UL : 0, RestrictsNot(parts[4]) ? 1UL : 0,
        ], null, zone);
    }

    /// <summary>Whether it names all days without saying which.</summary>
    private static bool RestrictsNot(string field) => field.Split(',').Any(static part => part is "*" or "?" or "*/1" or "?/1");

    private static ulong Field(string field, int minimum, int maximum, string[] names)
    {
        var bits = 0UL;
        foreach (var part in field.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (range, step) = part.Split('/') is [var r, var s] ? (r, Number(s, 1, int.MaxValue, [], field)) : (part, 1);
            if (part.Split('/').Length > 2 || range.Split('-').Length > 2)
            {
                throw new FormatException($"too many slashes or hyphens: {field}");
            }

            var (low, high) = range is "*" or "?" || range.StartsWith("*-", StringComparison.Ordinal) || range.StartsWith("?-", StringComparison.Ordinal)
                ? (minimum, maximum)
                : range.Split('-') is [var a, var b] ? (Number(a, minimum, maximum, names, field), Number(b, minimum, maximum, names, field))
                : (Number(range, minimum, maximum, names, field), part.Contains('/', StringComparison.Ordinal) ? maximum : Number(range, minimum, maximum, names, field));
            if (low > high)
            {
                throw new FormatException($"beginning of range ({low}) beyond end of range ({high}): {field}");
            }

            for (long i = low; i <= high; i += step)
            {
                bits |= 1UL << (int)i;
            }
        }

        return bits;
    }

    private static int Number(string text, int minimum, int maximum, string[] names, string field)
    {
        var named = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            return named + (names.Length == Months.Length ? 1 : 0);
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw new FormatException($"found '{text}' in cron field '{field}', expected {minimum} to {maximum}");
    }

    /// <summary>A duration as Go writes them; what is less than a second is one.</summary>
    private static TimeSpan ParseDuration(string text)
    {
        var total = TimeSpan.Zero;
        var isNegative = text.StartsWith('-');
        var rest = text.TrimStart('+', '-');
        if (rest.Length == 0 || rest.Length < text.Length - 1)
        {
            throw new FormatException($"failed to parse duration @every {text}");
        }

        while (rest.Length > 0 && rest != "0")
        {
            var digits = rest.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            var unit = new string(rest.Skip(digits).TakeWhile(c => !char.IsAsciiDigit(c) && c != '.').ToArray());
            double? seconds = unit switch { "s" => 1, "m" => 60, "h" => 3600, "ms" => 1e-3, "us" or "µs" or "μs" => 1e-6, "ns" => 1e-9, _ => null };
            if (seconds is null || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number * seconds.Value > LongestSeconds)
            {
                throw new FormatException($"failed to parse duration @every {text}");
            }

            total += TimeSpan.FromSeconds(number * seconds.Value);
            rest = rest[(digits + unit.Length)..];
        }

        return isNegative || total < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : total;
    }

    private static DateTime? Next(ulong[] fields, DateTime local, TimeZoneInfo zone)
    {
        var time = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified).AddMinutes(1);
        var limit = time.AddYears(5);
        while (time < limit)
        {
            if (!Has(fields[3], time.Month))
            {
                time = new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMonths(1);
            }
            else if (!DayMatches(fields, time))
            {
                time = time.Date.AddDays(1);
            }
            else if (!Has(fields[1], time.Hour))
            {
                time = time.Date.AddHours(time.Hour + 1);
            }
            else if (!Has(fields[0], time.Minute) || zone.IsInvalidTime(time))
            {
                time = time.AddMinutes(1);
            }
            else
            {
                return TimeZoneInfo.ConvertTimeToUtc(time, zone);
            }
        }

        return null;
    }

    private static bool DayMatches(ulong[] fields, DateTime time)
    {
        var day = Has(fields[2], time.Day);
        var week = Has(fields[4], (int)time.DayOfWeek) || (time.DayOfWeek == DayOfWeek.Sunday && Has(fields[4], 7));
        var anyRestrictsNot = fields[5] == 1 || fields[6] == 1;
        return anyRestrictsNot ? day && week : day || week;
    }

    private static bool Has(ulong bits, int bit) => (bits & (1UL << bit)) != 0;
}
