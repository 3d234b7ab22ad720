using Mdlc.Contracts.Faults;
using Mdlc.Engine.Schedules.Specs;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Schedules;

/// <summary>What can be said of a cron expression and its time zone before a server sees them, and in place of what it says.</summary>
internal static class CronText
{
    private const string Expected =
        "expected five fields (minute hour day month weekday) such as \"0 3 * * *\" for 03:00 every night, seven with seconds first and the year last, or @hourly, @daily, @every 6h";

    /// <param name="timeZone">Null where none is named.</param>
    /// <exception cref="UserException">It is no expression, comes round at no time, or names no time zone that this machine knows.</exception>
    public static void Check(string cron, string? timeZone, DateTimeOffset now)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!cron.StartsWith('@') && fields.Length is < 5 or > 7)
        {
            throw Bad($"Found cron '{cron}' of {fields.Length} {(fields.Length == 1 ? "field" : "fields")}, {Expected}.");
        }

        if (cron.Contains("TZ=", StringComparison.Ordinal))
        {
            throw Bad($"Found a time zone in cron '{cron}', expected it in --time-zone.");
        }

        if (timeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
        {
            throw Bad($"Found time zone '{timeZone}', expected an IANA name such as Europe/Berlin or UTC.{Hint(timeZone)}");
        }

        if (Next(cron, timeZone ?? "", now) is null)
        {
            throw Bad(
                $"Found cron '{cron}', which never comes round: no day from now on is in all of its fields (day of month and weekday must both match). {Sentence(Expected)}.");
        }
    }

    /// <summary>Every server reads cron strings as the engine does.</summary>
    private static DateTimeOffset? Next(string cron, string timeZone, DateTimeOffset now)
    {
        try
        {
            return CronTimes.Next(cron, timeZone, now);
        }
        catch (ArgumentException refused)
        {
            throw Bad($"Found cron '{cron}', {Expected}. What is wrong: {refused.InnerException?.Message ?? refused.Message}");
        }
    }

    public static UserException Refused(string cron, string? timeZone, string reason) => Bad($"Found cron '{cron}'{(timeZone is null ? "" : $" in {timeZone}")}, {Expected}. The server says: {reason}");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Hint(string timeZone) =>
        NearestName.Hint(timeZone, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));

    private static UserException Bad(string message) => new(message, ExitCode.Usage);
}
