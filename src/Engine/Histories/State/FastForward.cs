namespace Mdlc.Engine.Histories.State;

/// <summary>The end that a run was given for its time skipping.</summary>
/// <param name="Target">The moment, in the run's time.</param>
internal sealed record FastForward(DateTime Target, bool HasReached);
