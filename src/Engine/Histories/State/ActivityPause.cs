namespace Mdlc.Engine.Histories.State;

/// <summary>That, when and why an operator paused an activity.</summary>
internal sealed record ActivityPause(DateTime Time, string Identity, string Reason, string RequestId);
