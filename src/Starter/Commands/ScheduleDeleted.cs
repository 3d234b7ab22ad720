namespace Mdlc.Starter.Commands;

/// <summary>The document of <c>mdlc schedule --delete --json</c>.</summary>
internal sealed record ScheduleDeleted(string Project, string Model, string Deleted);
