namespace Mdlc.Starter.Schedules;

/// <param name="Due">When it was due.</param>
/// <param name="Fired">When its workflow was started: later than due after a time without a server.</param>
internal sealed record ScheduleFiring(DateTimeOffset Due, DateTimeOffset Fired, string Workflow);
