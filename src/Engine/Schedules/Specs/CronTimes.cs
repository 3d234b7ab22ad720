using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>When a schedule with a cron string would come round, said before there is one.</summary>
public static class CronTimes
{
    /// <param name="timeZone">An IANA name; empty for UTC.</param>
    /// <returns>The first time after <paramref name="after"/>; null where none ever comes, as on a 31st of February or in a year that is over.</returns>
    /// <exception cref="ArgumentException">The string or the zone is none; the message says why, in a server's words.</exception>
    public static DateTimeOffset? Next(string cron, string timeZone, DateTimeOffset after)
    {
        try
        {
            var spec = CanonicalSpec.Of(new ScheduleSpec { CronString = { cron }, TimezoneName = timeZone });
            return new SpecTimes(spec, seed: "").Next(after.UtcDateTime) is { } time ? new DateTimeOffset(time.Nominal) : null;
        }
        catch (InvalidSpecException refused)
        {
            throw new ArgumentException(refused.Message, nameof(cron), refused);
        }
    }
}
