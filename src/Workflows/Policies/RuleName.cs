namespace Mdlc.Workflows.Policies;

/// <summary>Why a trigger waits or is dropped: the spec's key that says so, or what else does.</summary>
public static class RuleName
{
    public const string Debounce = "triggers.data.debounce";
    public const string MinRows = "triggers.data.minRows";
    public const string MaxWait = "triggers.data.maxWait";
    public const string DriftCooldown = "triggers.drift.cooldown";
    public const string Cooldown = "limits.cooldown";
    public const string MaxRunsPerDay = "limits.maxRunsPerDay";
    public const string RunInFlight = "run in flight";
    public const string Paused = "paused";
    public const string NoSpec = "no spec";

    /// <summary>Dropped: the alarm is over.</summary>
    public const string AlarmCleared = "alarm cleared";

    /// <summary>Dropped: the alarm was of a version that is champion no more.</summary>
    public const string ChampionMoved = "champion moved";
}
