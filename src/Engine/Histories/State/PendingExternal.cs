namespace Mdlc.Engine.Histories.State;

/// <summary>A signal or a cancel request to another workflow whose outcome is not yet recorded.</summary>
internal sealed record PendingExternal(long InitiatedEventId, HistoryEvent Initiated);
