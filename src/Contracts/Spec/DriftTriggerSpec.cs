namespace Mdlc.Contracts.Spec;

/// <summary>How alarms of monitoring set runs off.</summary>
public sealed record DriftTriggerSpec
{
    public static readonly TimeSpan DefaultCooldown = TimeSpan.FromDays(1);

    /// <summary>How long after a run that an alarm set off the next one may begin.</summary>
    public TimeSpan Cooldown { get; init; } = DefaultCooldown;
}
