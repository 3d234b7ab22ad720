namespace Mdlc.Engine.Histories;

/// <summary>A timer of a workflow that has neither fired nor been cancelled.</summary>
internal sealed record PendingTimer(string TimerId, long StartedEventId, DateTime FireTime);
