namespace Mdlc.Workflows.Changes;

/// <summary>A time in which triggers wait.</summary>
/// <param name="Until">When it ended; null: it lasts.</param>
public sealed record Pause(string Id, string By, string Reason, DateTimeOffset Since, DateTimeOffset? Until);
