using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads what sets runs off, and how often it may.</summary>
internal static class TriggersReader
{
    private const string CronForm =
        "five fields (minute hour day month weekday) such as \"0 3 * * *\" for 03:00 every night, seven with seconds first and the year last, or @hourly, @daily, @every 6h";

    private static readonly TimeSpan LeastCatchUp = TimeSpan.FromSeconds(10);

    public static TriggersSpec Read(SpecSection section)
    {
        var triggers = new TriggersSpec
        {
            Schedule = ReadSchedule(section),
            Data = ReadData(section.Section("data", "when arrivals set off a run, such as {debounce: 5m, maxWait: 1h}")),
            Drift = ReadDrift(section),
        };
        section.Close();
        return triggers;
    }

    public static RunLimitsSpec ReadLimits(SpecSection section)
    {
        var limits = new RunLimitsSpec
        {
            Cooldown = Duration(section.Find("cooldown"), mayBeZero: true) ?? TimeSpan.Zero,
            MaxRunsPerDay = section.Find("maxRunsPerDay")?.Whole(1, RunLimitsSpec.MostRunsPerDay),
        };
        section.Close();
        return limits;
    }

    private static ScheduleSpec? ReadSchedule(SpecSection triggers)
    {
        var section = triggers.Section("schedule", "when, such as {cron: \"0 3 * * *\", timeZone: Europe/Berlin}");
        var cron = ReadCron(section.Require("cron", "when, such as \"0 3 * * *\" for 03:00 every night"));
        var schedule = new ScheduleSpec
        {
            Cron = cron ?? "",
            TimeZone = ReadTimeZone(section.Find("timeZone")) ?? ScheduleSpec.DefaultTimeZone,
            CatchUp = ReadCatchUp(section.Find("catchUp")) ?? ScheduleSpec.DefaultCatchUp,
            Jitter = Duration(section.Find("jitter"), mayBeZero: true) ?? TimeSpan.Zero,
        };
        section.Close();
        return section.IsPresent ? schedule : null;
    }

    private static DataTriggerSpec ReadData(SpecSection section)
    {
        var data = new DataTriggerSpec
        {
            MinRows = section.Find("minRows")?.Whole(0L, 1_000_000_000_000L) ?? 0,
            Debounce = Duration(section.Find("debounce"), mayBeZero: true) ?? TimeSpan.Zero,
            MaxWait = Duration(section.Find("maxWait"), mayBeZero: false),
        };
        if (data.MaxWait < data.Debounce)
        {
            section.Find("maxWait")!.Report($"found {DurationText.Of(data.MaxWait.Value)}, expected at least the debounce, {DurationText.Of(data.Debounce)}: nothing would ever wait for quiet");
        }

        section.Close();
        return data;
    }

    private static DriftTriggerSpec? ReadDrift(SpecSection triggers)
    {
        var section = triggers.Section("drift", "that alarms set off runs, such as {cooldown: 24h}");
        var drift = new DriftTriggerSpec { Cooldown = Duration(section.Find("cooldown"), mayBeZero: true) ?? DriftTriggerSpec.DefaultCooldown };
        section.Close();
        return section.IsPresent ? drift : null;
    }

    /// <summary>What can be said of the text alone; whether it ever comes round is said by who knows the present time.</summary>
    private static string? ReadCron(SpecValue? value)
    {
        var text = value?.Text(CronForm);
        if (text is null)
        {
            return null;
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (text.Contains("TZ=", StringComparison.Ordinal))
        {
            value!.Expect("the time zone beside it, in timeZone");
            return null;
        }

        if (!text.StartsWith('@') && (fields.Length is < 5 or > 7 || !fields.All(field => field.All(IsOfCron))))
        {
            value!.Expect(CronForm);
            return null;
        }

        return text;
    }

    private static bool IsOfCron(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '*' or ',' or '-' or '/' or '?';

    private static string? ReadTimeZone(SpecValue? value)
    {
        var zone = value?.Text("an IANA name such as Europe/Berlin or UTC");
        if (zone is null || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return zone;
        }

        var near = NearestName.Of(zone, [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)]);
        value!.Expect($"an IANA name such as Europe/Berlin or UTC{(near is null ? "" : $"; did you mean {near}?")}");
        return null;
    }

    private static TimeSpan? ReadCatchUp(SpecValue? value)
    {
        var read = Duration(value, mayBeZero: false);
        if (read < LeastCatchUp)
        {
            value!.Expect($"at least {DurationText.Of(LeastCatchUp)}, which a server needs");
            return null;
        }

        return read;
    }

    private static TimeSpan? Duration(SpecValue? value, bool mayBeZero)
    {
        if (value is null)
        {
            return null;
        }

        if (value.Node is SpecNode.Scalar { IsNull: false } scalar)
        {
            if (mayBeZero && scalar.Text is "0" or "0s")
            {
                return TimeSpan.Zero;
            }

            if (DurationText.Parse(scalar.Text) is { } duration)
            {
                return duration;
            }
        }

        value.Expect(mayBeZero ? $"{DurationText.Form}, or 0" : DurationText.Form);
        return null;
    }
}
