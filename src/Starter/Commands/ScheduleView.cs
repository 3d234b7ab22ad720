namespace Mdlc.Starter.Commands;

/// <summary>The document of <c>mdlc schedule --json</c>.</summary>
/// <param name="Spec"><c>latest</c>: the spec that the model was last asked to be run with, at that time; <c>pinned</c>: the one that the schedule was given.</param>
/// <param name="Next">The next times that it comes round, in UTC, also while it is paused.</param>
/// <param name="Recent">The last times that it came round, newest first.</param>
/// <param name="Missed">Times that were over for longer than is caught up.</param>
internal sealed record ScheduleView(
    string Project,
    string Model,
    string Schedule,
    string Cron,
    string TimeZone,
    string Spec,
    bool Paused,
    string? Note,
    IReadOnlyList<DateTimeOffset> Next,
    IReadOnlyList<ScheduleFiring> Recent,
    long Missed);
