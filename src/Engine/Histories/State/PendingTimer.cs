namespace Mdlc.Engine.Histories.State;

/// <summary>A timer of a workflow that has neither fired nor been cancelled.</summary>
internal sealed record PendingTimer(string TimerId, long StartedEventId, DateTime FireTime);
