using System.Security.Cryptography;
using System.Text;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Policies;
using Mdlc.Workflows.Runs;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>What a model's lifecycle decides, as pure functions over its state.</summary>
public static class LifecyclePolicy
{
    public const int MaxSeen = 2_000;
    public const int MaxHistory = 50;
    public const int MaxRefused = 20;

    /// <summary>Arrivals that wait are one run of the newest; more are not carried along.</summary>
    public const int MaxArrivals = 100;

    private const int MaxReadableKey = 128;

    /// <summary>Adds a request to the queue, unless the same run waits, runs, or is over already.</summary>
    public static LifecycleState Request(LifecycleState state, TrainingRequest request) =>
        state.InFlight == request.Run || state.Queue.Any(q => q.Run == request.Run) || state.History.Any(h => h.Run == request.Run)
            ? state
            : Filter(state with { Queue = [.. state.Queue, request], Spec = request.Trigger == RunTrigger.Manual ? request.Spec : state.Spec ?? request.Spec });

    /// <summary>
    /// Notes the run that begins. It waits no longer: a run that got its number here may have been asked for as well, by whoever found it
    /// queued meanwhile.
    /// </summary>
    public static LifecycleState Begin(LifecycleState state, RunKey run) => Dequeue(state, run) with { InFlight = run };

    /// <summary>
    /// Takes a request that has not begun out of the queue, and remembers its run as aborted: whoever found it queued before may ask for it
    /// only now. A run that has begun or is over says itself how it ended.
    /// </summary>
    public static LifecycleState Withdraw(LifecycleState state, RunKey run) =>
        state.InFlight == run || state.History.Any(h => h.Run == run)
            ? state
            : Finish(Dequeue(state, run), new RunFinished(run, RunState.Aborted, null, null, null));

    /// <summary>Notes an arrival; a repeated id changes nothing, and a file that the spec does not allow is refused with a sentence.</summary>
    public static LifecycleState Arrive(LifecycleState state, DataArrival arrival)
    {
        var key = KeyOf(arrival);
        if (state.Seen.Contains(key))
        {
            return state;
        }

        return Filter(state with
        {
            Seen = [.. state.Seen.Append(key).TakeLast(MaxSeen)],
            Arrivals = [.. state.Arrivals.Append(arrival).TakeLast(MaxArrivals)],
            Merged = state.Arrivals.Count < MaxArrivals ? state.Merged : Merge(state.Merged, state.Arrivals[0]),
        });
    }

    /// <summary>The spec that triggers go by; null: none is known yet.</summary>
    public static ModelSpec? SpecInForce(LifecycleState state) => state.Applied?.Spec ?? state.Spec;

    /// <summary>Notes that the schedule has come round; a run that waits for an earlier time is this one's too.</summary>
    public static LifecycleState ComeDue(LifecycleState state, TrainingDue due) =>
        state.Seen.Contains(due.Id)
            ? state
            : Filter(state with
            {
                Seen = [.. state.Seen.Append(due.Id).TakeLast(MaxSeen)],
                Due = due with { First = state.Due is { } before ? before.First : due.At, Times = (state.Due?.Times ?? 0) + 1 },
                Spec = state.Spec ?? due.Spec,
            });

    /// <summary>Notes the spec that triggers go by from now on. What waits is held against it.</summary>
    public static LifecycleState Apply(LifecycleState state, AppliedSpec applied) => Filter(state with { Applied = applied });

    /// <summary>What an arrival is remembered by. A digest where source and id are long, or could be read as another pair.</summary>
    public static string KeyOf(DataArrival arrival)
    {
        var key = $"{arrival.Source}|{arrival.Id}";
        return key.Length <= MaxReadableKey && key.IndexOf('|', StringComparison.Ordinal) == key.LastIndexOf('|')
            ? key
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{arrival.Source.Length}|{key}")));
    }

    public static LifecycleState Finish(LifecycleState state, RunFinished finished) => state with
    {
        InFlight = state.InFlight == finished.Run ? null : state.InFlight,
        Champion = finished.Champion ?? state.Champion,
        History = [.. state.History.Where(h => h.Run != finished.Run).Prepend(finished).Take(MaxHistory)],
    };

    /// <summary>Requests come first: somebody waits for them.</summary>
    public static NextRun Next(LifecycleState state) =>
        state.InFlight is not null ? NextRun.None
        : state.Queue.Count > 0 ? NextRun.Requested
        : state.Due is not null ? NextRun.Due
        : state.Arrivals.Count > 0 && state.Spec is not null ? NextRun.Arrived
        : NextRun.None;

    private static LifecycleState Dequeue(LifecycleState state, RunKey run) =>
        state with { Queue = [.. state.Queue.Where(q => q.Run != run)] };

    private static MergedArrivals Merge(MergedArrivals? merged, DataArrival oldest) => new(
        (merged?.Count ?? 0) + 1,
        (merged?.Rows ?? 0) + (oldest.Rows ?? 0),
        merged is null ? oldest.At : merged.First)
    {
        IsUncounted = merged?.IsUncounted == true || oldest.Rows is null,
    };

    /// <summary>Refuses waiting arrivals whose file the spec does not allow. Before the first spec is known, all wait.</summary>
    private static LifecycleState Filter(LifecycleState state)
    {
        if (SpecInForce(state) is not { } spec || state.Arrivals.All(a => ArrivalPattern.Allows(spec.Source, a.File)))
        {
            return state;
        }

        var refused = state.Arrivals
            .Where(a => !ArrivalPattern.Allows(spec.Source, a.File))
            .Select(a => $"{a.File} does not match {ArrivalPattern.Of(spec.Source)}, which the spec allows");
        var allowed = state.Arrivals.Where(a => ArrivalPattern.Allows(spec.Source, a.File)).ToList();
        var lost = allowed.Count == 0 && state.Merged is { } merged ? merged : null;
        if (lost is not null)
        {
            refused = refused.Append($"{lost.Count} that arrived before those, whose names are not kept");
        }

        return state with
        {
            Refused = [.. state.Refused.Concat(refused).TakeLast(MaxRefused)],
            Arrivals = allowed,
            Merged = lost is null ? state.Merged : null,
        };
    }
}
