using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Timers;

namespace Mdlc.Engine.Histories.Skipping;

/// <summary>What is under way in a run, so that its time must not be skipped. Pure functions.</summary>
internal static class Obstacles
{
    /// <summary>
    /// What must end before the time of all runs may be skipped. A child that runs is none: it is a run like any other, and has obstacles
    /// of its own.
    /// </summary>
    public static Load Of(MutableState state, DateTime now)
    {
        if (!state.IsRunning)
        {
            return Load.None;
        }

        var others = state.Task is null ? 0 : 1;
        others += state.Children.Values.Count(child => child.RunId.Length == 0);
        others += state.ExternalSignals.Count + state.ExternalCancels.Count + state.Operations.Count;
        return new Load(state.Activities.Values.Count(activity => !AwaitsRetry(activity, now)), others);
    }

    /// <summary>Whether the run's own time may be skipped: nothing is under way that others, with times of their own, have to finish.</summary>
    public static bool AllowSkip(MutableState state, DateTime now) =>
        state is { IsRunning: true, IsPaused: false } && state.Children.Count == 0 && Of(state, now) == Load.None;

    /// <summary>Whether the activity waits out the time before its next attempt: such a wait can be skipped.</summary>
    public static bool AwaitsRetry(PendingActivity activity, DateTime now) =>
        activity is { AwaitsDispatch: true, Attempt: > 1 } && activity.AttemptScheduledTime > now;
}
