using Mdlc.Engine.Kernel;
using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>
/// The cron strings of schedules: five fields, six with a year behind them, seven with a second before them; <c>@hourly</c> and its like;
/// <c>@every 14h/3h</c> (interval and phase); <c>TZ=</c> or <c>CRON_TZ=</c> in front, <c># a comment</c> behind. Unlike a workflow's cron,
/// day of month and day of week must both match.
/// </summary>
internal static class CronStrings
{
    private const string WrongFields = "CronString does not have 5-7 fields";

    /// <returns>The calendar or the interval that the string means, and its time zone, empty when it names none.</returns>
    /// <exception cref="InvalidSpecException">The string is malformed.</exception>
    public static (StructuredCalendarSpec? Calendar, IntervalSpec? Interval, string TimeZone) Parse(string cron)
    {
        var (timeZone, expression) = SplitTimeZone(cron.Trim());
        var hash = expression.IndexOf('#', StringComparison.Ordinal);
        var comment = hash < 0 ? "" : expression[(hash + 1)..].Trim();
        var fields = (hash < 0 ? expression : expression[..hash]).Trim();

        // An interval has no time zone, and none is taken over from it.
        return fields.StartsWith("@every", StringComparison.Ordinal)
            ? (null, Interval(fields), "")
            : (Calendar(Expand(fields), comment), null, timeZone);
    }

    private static (string TimeZone, string Expression) SplitTimeZone(string cron)
    {
        if (!cron.StartsWith("TZ=", StringComparison.Ordinal) && !cron.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            return ("", cron);
        }

        var space = cron.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? throw new InvalidSpecException("CronString has time zone but missing fields")
            : (cron[(cron.IndexOf('=', StringComparison.Ordinal) + 1)..space], cron[(space + 1)..]);
    }

    private static IntervalSpec Interval(string fields)
    {
        var space = fields.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            throw new InvalidSpecException("CronString does not have interval after @every");
        }

        var text = fields[(space + 1)..];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var phase = slash < 0 ? "" : text[(slash + 1)..];
        return new IntervalSpec
        {
            Interval = GoDuration.Parse(slash < 0 ? text : text[..slash]).ToDuration(),
            Phase = phase.Length == 0 ? null : GoDuration.Parse(phase).ToDuration(),
        };
    }

    private static string Expand(string fields) => fields switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => fields,
    };

    private static StructuredCalendarSpec Calendar(string fields, string comment)
    {
        var calendar = fields.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var minute, var hour, var day, var month, var weekday] => Calendar("", minute, hour, day, month, weekday, ""),
            [var minute, var hour, var day, var month, var weekday, var year] => Calendar("", minute, hour, day, month, weekday, year),
            [var second, var minute, var hour, var day, var month, var weekday, var year] => Calendar(second, minute, hour, day, month, weekday, year),
            _ => throw new InvalidSpecException(WrongFields),
        };
        calendar.Comment = comment;
        return Calendars.Structure(calendar);
    }

    private static CalendarSpec Calendar(string second, string minute, string hour, string day, string month, string weekday, string year) => new()
    {
        Second = second,
        Minute = minute,
        Hour = hour,
        DayOfMonth = day,
        Month = month,
        DayOfWeek = weekday,
        Year = year,
    };
}
