using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Skipping;

/// <summary>What runs that come of a run take over of its time.</summary>
internal static class SkippingInheritance
{
    /// <summary>The next run of the chain goes on in the same time, with the same configuration.</summary>
    public static (TimeSkippingConfig? Config, TimeSkippingStatePropagation? State) ForNextRun(RunSkipping? skipping) => skipping is null
        ? default
        : (skipping.Config?.Clone(), new TimeSkippingStatePropagation
        {
            InitialSkipCount = skipping.Count,
            InitialSkippedDuration = skipping.Skipped.ToDuration(),
            FastForwardTargetTime = skipping.FastForward?.Target.ToTimestamp(),
        });

    /// <summary>A child begins in its parent's time; the parent's end of skipping is not its own.</summary>
    public static (TimeSkippingConfig? Config, TimeSkippingStatePropagation? State) ForChild(RunSkipping? skipping)
    {
        if (skipping is null)
        {
            return default;
        }

        var state = skipping.Skipped > TimeSpan.Zero ? new TimeSkippingStatePropagation { InitialSkippedDuration = skipping.Skipped.ToDuration() } : null;
        if (skipping.Config is not { DisablePropagation: false } config)
        {
            return (null, state);
        }

        var inherited = config.Clone();
        inherited.FastForwardConfig = null;
        return (inherited, state);
    }
}
