namespace Mdlc.Contracts.Spec;

/// <summary>How often triggers may set runs off. A person is not held by it.</summary>
public sealed record RunLimitsSpec
{
    public const int MostRunsPerDay = 500;

    /// <summary>How long after a run has ended the next one may begin; zero: at once.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Runs that may begin within any 24 hours, those of persons counted; null: any number.</summary>
    public int? MaxRunsPerDay { get; init; }
}
