namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>The completion of an activity, as it stands in a history.</summary>
internal sealed record ActivityCompletion(string WorkflowId, string RunId, string ActivityId, string ActivityType, long EventId, DateTimeOffset At);
