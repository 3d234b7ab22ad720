using Mdlc.Contracts.Spec;
using Mdlc.Starter.Schedules;

namespace Mdlc.Starter.Steering;

/// <summary>The document of <c>mdlc apply --json</c>.</summary>
/// <param name="ComparedWith">applied, or, before anything was: lastRun, or nothing.</param>
/// <param name="Differences">In the order of the spec's keys.</param>
/// <param name="Schedule">What becomes of the model's schedule.</param>
/// <param name="Applied">False: it was only asked what would be, or the very same is applied already.</param>
internal sealed record SpecApplied(
    string Project, string Model, string ComparedWith, IReadOnlyList<SpecDifference> Differences, ScheduleDone Schedule, bool Applied)
{
    /// <summary>Who applied what is applied now, and when; null: nothing is.</summary>
    public string? By { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>When it is trained by the clock from now on; null: it is not.</summary>
    public ScheduleSpec? Clock { get; init; }
}
