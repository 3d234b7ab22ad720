using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Triggers;

/// <summary>What a schedule starts its trigger with, each time it comes round.</summary>
/// <param name="Cron">As a person wrote it, for whoever reads the schedule or the history: the server keeps the times alone.</param>
/// <param name="Spec">Null: the one that the model was last asked to be run with, whatever it is by then.</param>
public sealed record ScheduledTriggerInput(string Project, string Model, string Cron, string TimeZone, ModelSpec? Spec);
