namespace Mdlc.Workflows.Alarms;

/// <summary>What one look at a model has to say of its alarms.</summary>
public sealed record AlarmNews(string Project, string Model, IReadOnlyList<Alarm> Raised, IReadOnlyList<AlarmClearance> Cleared);
