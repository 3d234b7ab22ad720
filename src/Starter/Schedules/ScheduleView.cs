using System.Text.Json.Serialization;
using Mdlc.Contracts.Spec;

namespace Mdlc.Starter.Schedules;

/// <summary>The document of <c>mdlc schedule --json</c>.</summary>
/// <param name="Next">The next times that it comes round, in UTC, also while it is paused.</param>
/// <param name="Recent">The last times that it came round, newest first.</param>
/// <param name="Missed">Times that were over for longer than is caught up.</param>
internal sealed record ScheduleView(
    string Project,
    string Model,
    string Schedule,
    string Cron,
    string TimeZone,
    ScheduledSpec Spec,
    bool Paused,
    string? Note,
    IReadOnlyList<DateTimeOffset> Next,
    IReadOnlyList<ScheduleFiring> Recent,
    long Missed)
{
    /// <summary>How late a time may be to be made good.</summary>
    public TimeSpan CatchUp { get; init; }

    /// <summary>Each time is put off by a part of this.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>As a spec says it.</summary>
    [JsonIgnore]
    public ScheduleSpec Of => new() { Cron = Cron, TimeZone = TimeZone, CatchUp = CatchUp, Jitter = Jitter };
}
