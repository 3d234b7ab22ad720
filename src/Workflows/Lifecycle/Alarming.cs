using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Policies;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>Which alarms of a model fire, and which of them wait for a run. Pure: times are given.</summary>
public static class Alarming
{
    public const int MaxSeen = 200;

    /// <summary>Notes an alarm; a repeated id changes nothing. One of a version that is champion no more is put on record and dropped.</summary>
    /// <param name="alarm">With the time when it was heard of.</param>
    public static LifecycleState Raise(LifecycleState state, Alarm alarm)
    {
        if (state.AlarmsSeen.Contains(alarm.Id))
        {
            return state;
        }

        var now = alarm.At ?? DateTimeOffset.MinValue;
        var seen = See(state, alarm.Id);
        if (IsMoot(state, alarm))
        {
            return Drop(seen, alarm, RuleName.ChampionMoved, now);
        }

        var wantsRun = LifecyclePolicy.SpecInForce(state)?.Triggers.Drift is not null;
        var before = state.Alarms.FirstOrDefault(one => one.Alarm.Kind == alarm.Kind);
        var firing = new FiringAlarm(alarm, before?.Since ?? now, (before?.Times ?? 0) + 1)
        {
            Waiting = before?.Waiting ?? (wantsRun ? now : null),
            TimesWaiting = (before?.TimesWaiting ?? 0) + (wantsRun ? 1 : 0),
        };
        return seen with { Alarms = [.. Others(state, alarm.Kind), firing] };
    }

    /// <summary>Notes that an alarm is over: what waited for it alone is dropped, and put on record.</summary>
    public static LifecycleState Clear(LifecycleState state, AlarmClearance cleared, DateTimeOffset now)
    {
        if (state.AlarmsSeen.Contains(cleared.Id))
        {
            return state;
        }

        var seen = See(state, cleared.Id);
        return seen.Alarms.FirstOrDefault(one => one.Alarm.Kind == cleared.Kind && one.Alarm.Version == cleared.Version) is { } over
            ? Remove(seen, over, RuleName.AlarmCleared, now)
            : seen;
    }

    /// <summary>Alarms of a version that is champion no more say nothing of the one that is.</summary>
    public static LifecycleState DropMoot(LifecycleState state, DateTimeOffset now) =>
        state.Alarms.Where(one => IsMoot(state, one.Alarm)).Aggregate(state, (before, over) => Remove(before, over, RuleName.ChampionMoved, now));

    private static LifecycleState Remove(LifecycleState state, FiringAlarm over, string rule, DateTimeOffset now)
    {
        var without = state with { Alarms = Others(state, over.Alarm.Kind) };
        return over.Waiting is null ? without : Drop(without, over.Alarm, rule, now);
    }

    private static LifecycleState Drop(LifecycleState state, Alarm alarm, string rule, DateTimeOffset now) =>
        Triggering.Record(state, new HeldTrigger(RunTrigger.Alarm, $"{alarm.Kind}: {alarm.Summary}", rule, now, null));

    private static bool IsMoot(LifecycleState state, Alarm alarm) => state.Champion is { } champion && champion != alarm.Version;

    private static LifecycleState See(LifecycleState state, string id) => state with { AlarmsSeen = [.. state.AlarmsSeen.Append(id).TakeLast(MaxSeen)] };

    private static IReadOnlyList<FiringAlarm> Others(LifecycleState state, string kind) => [.. state.Alarms.Where(one => one.Alarm.Kind != kind)];
}
