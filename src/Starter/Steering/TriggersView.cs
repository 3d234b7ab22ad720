using Mdlc.Starter.Output;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Policies;

namespace Mdlc.Starter.Steering;

/// <summary>How the triggers of a model stand.</summary>
/// <param name="AppliedBy">Who applied the spec that they go by; null: none is applied.</param>
/// <param name="Pause">The last one; null: there was none.</param>
/// <param name="Arrivals">How many arrivals wait.</param>
/// <param name="IsDue">The schedule has come round, and its run has not begun.</param>
/// <param name="HeldBy">What keeps those that wait from being a run; null: nothing waits.</param>
/// <param name="HeldUntil">When it will let go; null: not by itself.</param>
/// <param name="Alarms">Those that fire.</param>
/// <param name="Held">Triggers that were dropped, or delayed by a limit; the last ones, newest last.</param>
/// <param name="Refused">Arrivals that the spec does not allow; the last ones.</param>
/// <param name="Untold">Notices that could not be told, and why; the last ones.</param>
internal sealed record TriggersView(
    string? AppliedBy,
    DateTimeOffset? AppliedAt,
    Pause? Pause,
    long Arrivals,
    bool IsDue,
    string? HeldBy,
    DateTimeOffset? HeldUntil,
    IReadOnlyList<FiringAlarm> Alarms,
    IReadOnlyList<HeldTrigger> Held,
    IReadOnlyList<string> Refused,
    IReadOnlyList<string> Untold)
{
    public static TriggersView Of(LifecycleState state, DateTimeOffset now)
    {
        var outlook = Triggering.Look(state, now);
        return new TriggersView(
            state.Applied?.By,
            state.Applied?.At,
            state.Pause,
            state.Arrivals.Count + (state.Merged?.Count ?? 0),
            state.Due is not null,
            outlook.Rule,
            outlook.Until,
            state.Alarms,
            state.Held,
            state.Refused,
            state.Untold);
    }

    public IEnumerable<string> Lines()
    {
        if (AppliedAt is { } applied)
        {
            yield return $"triggers go by the spec that {AppliedBy} applied at {Moment.Text(applied)}";
        }

        if (Pause is { Until: null } pause)
        {
            yield return $"paused since {Moment.Text(pause.Since)} by {pause.By}: {pause.Reason}";
        }

        if (HeldBy is not null)
        {
            yield return $"waiting: {(IsDue ? "the schedule, " : "")}{Arrivals} arrivals; held by {HeldBy}{(HeldUntil is { } until ? $" until {Moment.Text(until)}" : "")}";
        }

        foreach (var alarm in Alarms)
        {
            yield return $"alarm: {alarm.Alarm.Kind} of version {alarm.Alarm.Version} since {Moment.Text(alarm.Since)}: {alarm.Alarm.Summary}";
        }

        foreach (var held in Held)
        {
            yield return held.Until is { } begun
                ? $"held by {held.Rule} from {Moment.Text(held.From)} until {Moment.Text(begun)}: {held.What}{(held.Run is { } run ? $" (run {run})" : "")}"
                : $"dropped at {Moment.Text(held.From)}, {held.Rule}: {held.What}";
        }

        foreach (var refused in Refused)
        {
            yield return $"refused: {refused}";
        }

        foreach (var untold in Untold)
        {
            yield return $"not told: {untold}";
        }
    }
}
