using Mdlc.Engine.Histories.State;

namespace Mdlc.Engine.Histories.Skipping;

/// <summary>What a poll for the end of time skipping finds.</summary>
/// <param name="Result">Unspecified while it has to wait.</param>
internal sealed record FastForwardPoll(FastForwardPollingResult Result, string FailedReason, TimeSkippingFastForwardInfo? Info)
{
    /// <param name="target">The end that the poll began with; null for its first look.</param>
    public static FastForwardPoll Of(MutableState state, string fastForwardId, DateTime? target)
    {
        var info = state.Skipping?.DescribeFastForward();
        return info?.FastForwardId != fastForwardId ? Failed("the requested fast_forward_id does not match the execution's current fast-forward")
            : target is { } before && before != info.TargetTime.ToDateTime() ? Failed("the fast-forward was reset")
            : info.HasCompleted ? new(FastForwardPollingResult.FastForwardCompleted, "", info)
            : !state.IsRunning ? Failed("the execution ended before the fast-forward completed")
            : !state.Skipping!.IsEnabled ? Failed("time skipping was disabled before the fast-forward completed")
            : new(FastForwardPollingResult.Unspecified, "", info);

        FastForwardPoll Failed(string reason) => new(FastForwardPollingResult.FastForwardFailed, reason, info);
    }
}
