using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Notices;
using Mdlc.Workflows.Policies;
using Mdlc.Workflows.Runs;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>All that a model's lifecycle remembers; it is carried whole when the workflow continues as new.</summary>
public sealed record LifecycleState
{
    public required string Project { get; init; }

    public required string Model { get; init; }

    /// <summary>The spec that triggers go by; null: none was applied, and they go by <see cref="Spec"/>.</summary>
    public AppliedSpec? Applied { get; init; }

    /// <summary>The spec that a person ran the model with last.</summary>
    public ModelSpec? Spec { get; init; }

    public int? Champion { get; init; }

    /// <summary>The move of the champion that a person asked for and that is being made; null: none. Never carried into the next run of the workflow.</summary>
    public ChampionMove? Moving { get; init; }

    /// <summary>The run under way; at most one.</summary>
    public RunKey? InFlight { get; init; }

    /// <summary>Runs asked for, first in, first out.</summary>
    public IReadOnlyList<TrainingRequest> Queue { get; init; } = [];

    /// <summary>The schedule has come round, and its run has not begun: the newest time, which stands for those before.</summary>
    public TrainingDue? Due { get; init; }

    /// <summary>Arrivals that wait for a run, oldest first.</summary>
    public IReadOnlyList<DataArrival> Arrivals { get; init; } = [];

    /// <summary>Arrivals that wait and are not in <see cref="Arrivals"/> any more; null: none.</summary>
    public MergedArrivals? Merged { get; init; }

    /// <summary>Alarms that were raised and not cleared, one of each kind.</summary>
    public IReadOnlyList<FiringAlarm> Alarms { get; init; } = [];

    /// <summary>Ids of alarms and clearances, newest last, so that a repeated one is dropped.</summary>
    public IReadOnlyList<string> AlarmsSeen { get; init; } = [];

    /// <summary>The last pause; null: there was none.</summary>
    public Pause? Pause { get; init; }

    /// <summary>When runs began, oldest first, of the last day.</summary>
    public IReadOnlyList<DateTimeOffset> Begun { get; init; } = [];

    /// <summary>When a run was last begun for an alarm.</summary>
    public DateTimeOffset? AlarmRunBegun { get; init; }

    /// <summary>When a run last ended.</summary>
    public DateTimeOffset? LastEnded { get; init; }

    /// <summary>Triggers that were dropped, or delayed by a limit; the last ones, newest last.</summary>
    public IReadOnlyList<HeldTrigger> Held { get; init; } = [];

    /// <summary>Arrivals that were refused, and why; the last ones.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Of arrivals and of times that were due, newest last, so that a repeated one is dropped.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>The last runs that ended, newest first.</summary>
    public IReadOnlyList<RunFinished> History { get; init; } = [];

    /// <summary>Notices that have not gone out, oldest first.</summary>
    public IReadOnlyList<Notice> Outbox { get; init; } = [];

    /// <summary>Notices that will not go out any more, and why; the last ones.</summary>
    public IReadOnlyList<string> Untold { get; init; } = [];
}
