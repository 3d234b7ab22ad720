using System.Globalization;
using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>What a run says it was begun for. Each trigger is counted in exactly one cause.</summary>
internal static class RunCauses
{
    private const int LongestText = 200;

    /// <param name="first">The trigger that set it off: its causes come first.</param>
    public static IReadOnlyList<RunCause> Of(LifecycleState state, RunTrigger first, bool takesData, DateTimeOffset now)
    {
        var causes = Due(state, now).Concat(Alarms(state, now)).Concat(takesData ? Data(state, now) : []);
        return Shorten([.. causes.OrderBy(cause => cause.Trigger == first ? 0 : 1)]);
    }

    /// <param name="heard">Where the request does not say when it was heard of.</param>
    public static RunCause Of(TrainingRequest request, DateTimeOffset heard) =>
        new(request.Trigger, request.Run.ToString(), request.At ?? heard, request.By is { } by ? $"asked for by {Clip(by)}" : "asked for");

    private static IEnumerable<RunCause> Due(LifecycleState state, DateTimeOffset now)
    {
        if (state.Due is { } due)
        {
            yield return new RunCause(RunTrigger.Schedule, due.Id, due.At ?? now, "the schedule came round") { Count = due.Times };
        }
    }

    private static IEnumerable<RunCause> Alarms(LifecycleState state, DateTimeOffset now) =>
        from alarm in state.Alarms
        where alarm.Waiting is not null
        select new RunCause(RunTrigger.Alarm, alarm.Alarm.Id, alarm.Waiting ?? now, Clip($"{alarm.Alarm.Kind}: {alarm.Alarm.Summary}")) { Count = alarm.TimesWaiting };

    private static IEnumerable<RunCause> Data(LifecycleState state, DateTimeOffset now)
    {
        foreach (var arrival in state.Arrivals.Reverse())
        {
            var rows = arrival.Rows is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} rows") : "";
            yield return new RunCause(RunTrigger.DataArrived, LifecyclePolicy.KeyOf(arrival), arrival.At ?? now, Clip(arrival.File) + rows);
        }

        if (state.Merged is { } merged)
        {
            yield return new RunCause(RunTrigger.DataArrived, "", merged.First ?? now, "arrived before those") { Count = merged.Count };
        }
    }

    /// <summary>The last of what is told stands for the rest.</summary>
    private static IReadOnlyList<RunCause> Shorten(List<RunCause> causes)
    {
        if (causes.Count <= RunCause.Most)
        {
            return causes;
        }

        var rest = causes[(RunCause.Most - 1)..];
        return [.. causes[..(RunCause.Most - 1)], new RunCause(rest[0].Trigger, "", rest.Min(cause => cause.At), "besides those") { Count = rest.Sum(cause => cause.Count) }];
    }

    private static string Clip(string text) => text.Length <= LongestText ? text : $"…{text[^(LongestText - 1)..]}";
}
