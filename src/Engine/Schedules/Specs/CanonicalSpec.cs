using Mdlc.Engine.Kernel;
using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>The form in which a spec is kept and described: every calendar and cron string as ranges or intervals.</summary>
internal static class CanonicalSpec
{
    private const string ZonesDiffer = "conflicting timezone names";

    /// <exception cref="InvalidSpecException">A part of the spec means nothing.</exception>
    public static ScheduleSpec Of(ScheduleSpec given)
    {
        CheckTimes(given);
        var spec = given.Clone();
        spec.StructuredCalendar.Add(spec.Calendar.Select(Calendars.Structure));
        spec.Calendar.Clear();
        spec.ExcludeStructuredCalendar.Add(spec.ExcludeCalendar.Select(Calendars.Structure));
        spec.ExcludeCalendar.Clear();
        TakeCronStrings(spec);
        foreach (var calendar in spec.StructuredCalendar)
        {
            Calendars.Check(calendar);
        }

        foreach (var interval in spec.Interval)
        {
            Check(interval);
        }

        return spec;
    }

    /// <summary>A copy with every range's end and step told, as clients are shown it.</summary>
    public static ScheduleSpec Shown(ScheduleSpec canonical)
    {
        var shown = canonical.Clone();
        foreach (var range in shown.StructuredCalendar.Concat(shown.ExcludeStructuredCalendar).SelectMany(Calendars.Ranges))
        {
            range.End = Math.Max(range.Start, range.End);
            range.Step = range.Step == 0 ? 1 : range.Step;
        }

        return shown;
    }

    private static void CheckTimes(ScheduleSpec spec)
    {
        Check(spec.StartTime.IsValid(), "start time is not a valid time");
        Check(spec.EndTime.IsValid(), "end time is not a valid time");
        Check(spec.Jitter.IsValid(), "jitter is not a valid duration");
        foreach (var interval in spec.Interval)
        {
            Check(interval.Interval.IsValid(), "interval is not a valid duration");
            Check(interval.Phase.IsValid(), "phase is not a valid duration");
        }
    }

    private static void Check(bool isValid, string message)
    {
        if (!isValid)
        {
            throw new InvalidSpecException(message);
        }
    }

    private static void TakeCronStrings(ScheduleSpec spec)
    {
        var zones = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cron in spec.CronString)
        {
            var (calendar, interval, zone) = CronStrings.Parse(cron);
            zones.Add(zone);
            if (zones.Count > 1)
            {
                throw new InvalidSpecException(ZonesDiffer);
            }

            spec.StructuredCalendar.Add(calendar is null ? [] : [calendar]);
            spec.Interval.Add(interval is null ? [] : [interval]);
        }

        spec.CronString.Clear();
        if (zones.SingleOrDefault("") is { Length: > 0 } named)
        {
            var agrees = spec.TimezoneData.IsEmpty && (spec.TimezoneName.Length == 0 || spec.TimezoneName == named);
            spec.TimezoneName = agrees ? named : throw new InvalidSpecException(ZonesDiffer);
        }
    }

    private static void Check(IntervalSpec spec)
    {
        var interval = spec.Interval.OrZero();
        if (interval < TimeSpan.FromSeconds(1))
        {
            throw new InvalidSpecException("interval is too small");
        }

        if (spec.Phase is { Seconds: < 0 } or { Nanos: < 0 })
        {
            throw new InvalidSpecException("phase is negative");
        }

        if (spec.Phase.OrZero() >= interval)
        {
            throw new InvalidSpecException("phase cannot be greater than Interval");
        }
    }
}
