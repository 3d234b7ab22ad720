using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.State;

/// <summary>What a run's history says about its time skipping. It changes by events only, so that a restart finds the run in its own time.</summary>
internal sealed class RunSkipping
{
    private RunSkipping(TimeSpan skipped, int count) => (Skipped, Count) = (skipped, count);

    /// <summary>What is in force; null once it was taken away. The time that was skipped stays skipped.</summary>
    public TimeSkippingConfig? Config { get; private set; }

    /// <summary>How far the run's time is ahead of the engine's.</summary>
    public TimeSpan Skipped { get; private set; }

    /// <summary>Skips since the configuration was given.</summary>
    public int Count { get; private set; }

    public FastForward? FastForward { get; private set; }

    public bool IsEnabled => Config?.Enabled ?? false;

    /// <summary>The moment at which skipping ends, while it is still to come.</summary>
    public DateTime? FastForwardDue => IsEnabled && FastForward is { HasReached: false } forward ? forward.Target : null;

    /// <summary>The state of a new run; null when its first event says nothing about skipping.</summary>
    public static RunSkipping? Of(WorkflowExecutionStartedEventAttributes started, DateTime now)
    {
        var inherited = started.TimeSkippingStatePropagation;
        var skipped = inherited?.InitialSkippedDuration.OrZero() ?? TimeSpan.Zero;
        if (started.TimeSkippingConfig is null && skipped == TimeSpan.Zero)
        {
            return null;
        }

        var skipping = new RunSkipping(skipped, inherited?.InitialSkipCount ?? 0);
        skipping.Configure(started.TimeSkippingConfig, now, inherited?.FastForwardTargetTime?.ToDateTime());
        return skipping;
    }

    /// <summary>The state of a run that is given a configuration under way.</summary>
    public static RunSkipping? Update(RunSkipping? present, TimeSkippingConfig? config, DateTime now)
    {
        if (present is null && config is null)
        {
            return null;
        }

        var skipping = present ?? new RunSkipping(TimeSpan.Zero, 0);
        skipping.Count = 0;
        skipping.Configure(config, now, inheritedTarget: null);
        return skipping;
    }

    public void Apply(WorkflowExecutionTimeSkippingTransitionedEventAttributes transition, DateTime now)
    {
        if (transition.TargetTime is { } target)
        {
            Skipped += target.ToDateTime() - now;
        }

        if (transition.DisabledAfterFastForward && FastForward is { } forward)
        {
            FastForward = forward with { HasReached = true };
            Disable();
        }

        if (++Count >= (Config?.MaxSessionSkipCount ?? 0))
        {
            Disable();
        }
    }

    public TimeSkippingInfo Describe(DateTime now) => new() { CurrentTime = now.ToTimestamp(), EffectiveConfig = Config?.Clone() };

    public TimeSkippingFastForwardInfo? DescribeFastForward() => FastForward is null ? null : new TimeSkippingFastForwardInfo
    {
        TargetTime = FastForward.Target.ToTimestamp(),
        HasCompleted = FastForward.HasReached,
        FastForwardId = Config?.FastForwardConfig?.Id ?? "",
        FastForwardDuration = Config?.FastForwardConfig?.Duration,
    };

    private void Configure(TimeSkippingConfig? config, DateTime now, DateTime? inheritedTarget)
    {
        // Cloned: the event keeps what was asked for, this says what has become of it.
        Config = config?.Clone();
        FastForward = config?.FastForwardConfig is { } asked
            ? new FastForward(inheritedTarget ?? now.AddClamped(asked.Duration.OrZero()), HasReached: inheritedTarget <= now)
            : null;
        if (FastForward is { HasReached: true })
        {
            Disable();
        }
    }

    private void Disable()
    {
        if (Config is { } config)
        {
            config.Enabled = false;
        }
    }
}
