namespace Mdlc.Engine.Schedules.Specs;

/// <summary>A time at which a spec wants an action.</summary>
/// <param name="Nominal">The time that matches.</param>
/// <param name="Actual">The nominal time with its jitter: when the action is due.</param>
internal readonly record struct SpecTime(DateTime Nominal, DateTime Actual);
