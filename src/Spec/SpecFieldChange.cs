namespace Mdlc.Spec;

/// <summary>A field of a spec that two specs have differently.</summary>
/// <param name="Field">Its path, such as <c>triggers.schedule.cron</c>.</param>
/// <param name="From">Its value before, as JSON, times as <c>1h30m</c>; null: it had none.</param>
/// <param name="To">Its value after; null: it has none.</param>
public sealed record SpecFieldChange(string Field, string? From, string? To);
