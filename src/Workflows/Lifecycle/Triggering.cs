using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Policies;
using Mdlc.Workflows.Runs;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>
/// When the triggers that wait become a run, and what that run says of them. Pure: times are given. All that waits is one run, begun when the
/// first of them is ready (data: quiet for long enough; an alarm: its cooldown is over) and no limit, pause or run in flight holds it.
/// </summary>
public static class Triggering
{
    public const int MaxHeld = 20;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>What becomes of the triggers that wait. A run in flight or asked for comes first, and is the caller's business.</summary>
    public static TriggerOutlook Look(LifecycleState state, DateTimeOffset now)
    {
        var waiting = Waiting(state);
        if (waiting.Count == 0)
        {
            return TriggerOutlook.Nothing;
        }

        if (state.Pause is { Until: null })
        {
            return new TriggerOutlook(false, null, RuleName.Paused);
        }

        if (state.InFlight is not null)
        {
            return new TriggerOutlook(false, null, RuleName.RunInFlight);
        }

        var first = waiting[0];
        if (first.Ready is not { } ready)
        {
            return new TriggerOutlook(false, null, first.Rule);
        }

        var (allowed, limit) = Limits(state).Select(one => (one.Until, one.Rule)).DefaultIfEmpty((DateTimeOffset.MinValue, "")).MaxBy(one => one.Item1);
        var begin = allowed > ready ? allowed : ready;
        return now >= begin ? new TriggerOutlook(true, null, null) : new TriggerOutlook(false, begin, allowed > ready ? limit : first.Rule);
    }

    /// <summary>The run that begins now, of all that waits. Only when <see cref="Look"/> says that one does.</summary>
    public static TriggeredRun Gather(LifecycleState state, DateTimeOffset now)
    {
        var first = Waiting(state)[0];
        var takesData = TakesData(state);
        var spec = BaseSpec(state);
        if (takesData)
        {
            spec = spec with { Source = spec.Source with { Path = state.Arrivals[^1].File, Arrivals = ArrivalPattern.Of(spec.Source) } };
        }

        return new TriggeredRun(first.Trigger, first.Id, spec, RunCauses.Of(state, first.Trigger, takesData, now), WaitsOf(state, first, now));
    }

    /// <summary>What is gathered waits no longer.</summary>
    public static LifecycleState Take(LifecycleState state, DateTimeOffset now)
    {
        var takesData = TakesData(state);
        return Begin(
            state with
            {
                Due = null,
                Arrivals = takesData ? [] : state.Arrivals,
                Merged = takesData ? null : state.Merged,
                AlarmRunBegun = state.Alarms.Any(alarm => alarm.Waiting is not null) ? now : state.AlarmRunBegun,
                Alarms = [.. state.Alarms.Select(alarm => alarm with { Waiting = null, TimesWaiting = 0 })],
            },
            now);
    }

    /// <summary>Notes that a run begins, whoever asked for it.</summary>
    public static LifecycleState Begin(LifecycleState state, DateTimeOffset now) =>
        state with { Begun = [.. state.Begun.Where(at => at > now - Day).Append(now).TakeLast(RunLimitsSpec.MostRunsPerDay)] };

    /// <summary>Puts on record which limits have held a run.</summary>
    public static LifecycleState Record(LifecycleState state, TriggeredRun begun, RunKey run)
    {
        string[] limits = [RuleName.Cooldown, RuleName.MaxRunsPerDay, RuleName.DriftCooldown, RuleName.Paused];
        var held = begun.Waits.Where(wait => limits.Contains(wait.Rule)).Select(wait => new HeldTrigger(begun.Trigger, begun.Causes[0].What, wait.Rule, wait.From, wait.Until) { Run = run.Number });
        return held.Aggregate(state, Record);
    }

    public static LifecycleState Record(LifecycleState state, HeldTrigger held) => state with { Held = [.. state.Held.Append(held).TakeLast(MaxHeld)] };

    /// <summary>Notes that a run has ended.</summary>
    public static LifecycleState Finish(LifecycleState state, RunFinished finished, DateTimeOffset now)
    {
        var ended = state.InFlight == finished.Run;
        var after = LifecyclePolicy.Finish(state, finished);
        return Alarming.DropMoot(ended ? after with { LastEnded = now } : after, now);
    }

    /// <summary>What a run that a person asked for has waited for, and what would have held it had it been a trigger's.</summary>
    public static IReadOnlyList<RunWait> WaitsOf(LifecycleState state, TrainingRequest request, DateTimeOffset now)
    {
        var waits = new List<RunWait>();
        if (request.At < state.LastEnded)
        {
            waits.Add(new RunWait(RuleName.RunInFlight, request.At.Value, state.LastEnded.Value));
        }

        waits.AddRange(Limits(state).Where(limit => limit.Until > now).Select(limit => new RunWait(limit.Rule, now, limit.Until) { IsWaived = true }));
        if (state.Pause is { Until: null })
        {
            waits.Add(new RunWait(RuleName.Paused, now, now) { IsWaived = true });
        }

        return waits;
    }

    /// <summary>Each kind of trigger that waits, the one that is ready first first; those that are not ready by themselves last.</summary>
    private static List<WaitingTrigger> Waiting(LifecycleState state)
    {
        WaitingTrigger?[] waiting = [Due(state), .. state.Alarms.Select(alarm => OfAlarm(state, alarm)), Data(state)];
        return [.. waiting.OfType<WaitingTrigger>().OrderBy(one => one.Ready ?? DateTimeOffset.MaxValue)];
    }

    private static WaitingTrigger? Due(LifecycleState state) =>
        state.Due is { } due ? new WaitingTrigger(RunTrigger.Schedule, due.Id, due.First ?? due.At, due.First ?? due.At ?? DateTimeOffset.MinValue, null) : null;

    private static WaitingTrigger? OfAlarm(LifecycleState state, Alarms.FiringAlarm alarm)
    {
        if (alarm.Waiting is not { } since || LifecyclePolicy.SpecInForce(state)?.Triggers.Drift is not { } drift)
        {
            return null;
        }

        var cool = state.AlarmRunBegun + drift.Cooldown;
        return cool > since
            ? new WaitingTrigger(RunTrigger.Alarm, alarm.Alarm.Id, since, cool, RuleName.DriftCooldown)
            : new WaitingTrigger(RunTrigger.Alarm, alarm.Alarm.Id, since, since, null);
    }

    private static WaitingTrigger? Data(LifecycleState state)
    {
        if (state.Arrivals.Count == 0 || LifecyclePolicy.SpecInForce(state)?.Triggers.Data is not { } rule)
        {
            return null;
        }

        var (newest, merged) = (state.Arrivals[^1], state.Merged);
        var first = merged is null ? state.Arrivals[0].At : merged.First;
        var isEnough = merged?.IsUncounted == true
            || state.Arrivals.Any(one => one.Rows is null)
            || state.Arrivals.Sum(one => one.Rows) + (merged?.Rows ?? 0) >= rule.MinRows;
        DateTimeOffset? quiet = isEnough ? (newest.At ?? DateTimeOffset.MinValue) + rule.Debounce : null;
        var most = (first ?? DateTimeOffset.MinValue) + rule.MaxWait;
        var id = LifecyclePolicy.KeyOf(newest);
        return quiet is { } at && !(most < at)
            ? new WaitingTrigger(RunTrigger.DataArrived, id, first, at, RuleName.Debounce)
            : new WaitingTrigger(RunTrigger.DataArrived, id, first, most, most is null || !isEnough ? RuleName.MinRows : RuleName.MaxWait);
    }

    /// <summary>The limits of the spec, each with the time until which it holds.</summary>
    private static IEnumerable<(string Rule, DateTimeOffset From, DateTimeOffset Until)> Limits(LifecycleState state)
    {
        var limits = LifecyclePolicy.SpecInForce(state)?.Limits ?? new RunLimitsSpec();
        if (state.LastEnded is { } ended && limits.Cooldown > TimeSpan.Zero)
        {
            yield return (RuleName.Cooldown, ended, ended + limits.Cooldown);
        }

        if (limits.MaxRunsPerDay is { } most && state.Begun.Count >= most)
        {
            yield return (RuleName.MaxRunsPerDay, state.Begun[^1], state.Begun[^most] + Day);
        }
    }

    private static List<RunWait> WaitsOf(LifecycleState state, WaitingTrigger first, DateTimeOffset now)
    {
        var waits = new List<RunWait>();
        var ready = first.Ready ?? now;
        if (first is { Rule: { } own, Since: { } since })
        {
            Add(own, since, ready);
        }

        if (state.LastEnded is { } ended)
        {
            Add(RuleName.RunInFlight, state.Begun.Count > 0 ? Later(ready, state.Begun[^1]) : ready, ended);
        }

        if (state.Pause is { Until: { } resumed } pause)
        {
            Add(RuleName.Paused, Later(ready, pause.Since), resumed);
        }

        foreach (var (rule, from, until) in Limits(state))
        {
            Add(rule, Later(ready, from), until);
        }

        return waits;

        void Add(string rule, DateTimeOffset from, DateTimeOffset until)
        {
            if (until > from && from > DateTimeOffset.MinValue && until <= now)
            {
                waits.Add(new RunWait(rule, from, until));
            }
        }
    }

    /// <summary>Without an applied spec, a schedule may have one of its own.</summary>
    private static ModelSpec BaseSpec(LifecycleState state) => state.Applied?.Spec ?? state.Due?.Spec ?? state.Spec!;

    /// <summary>All that waits is one run; but a schedule whose own spec reads other files leaves the arrivals to the next.</summary>
    private static bool TakesData(LifecycleState state) => state.Arrivals.Count > 0 && ArrivalPattern.Allows(BaseSpec(state).Source, state.Arrivals[^1].File);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <param name="Since">When the first of its kind was heard of.</param>
    /// <param name="Ready">When it may begin a run, but for what holds all of them; null: not by itself.</param>
    /// <param name="Rule">What it waits for until then; null: nothing.</param>
    private sealed record WaitingTrigger(RunTrigger Trigger, string Id, DateTimeOffset? Since, DateTimeOffset? Ready, string? Rule);
}
