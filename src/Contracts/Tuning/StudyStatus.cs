namespace Mdlc.Contracts.Tuning;

/// <summary>How a study stands.</summary>
/// <param name="Budget">What it may spend in all, with what it was extended by.</param>
/// <param name="Spent">By the trials that have ended, and by the clock.</param>
public sealed record StudyStatus(StudyPhase Phase, StudyBudget Budget, StudyBudget Spent, int Parallel)
{
    public TunerKind Tuner { get; init; }

    public PrunerKind Pruner { get; init; }

    /// <summary>Why no trial is begun any more; null while some are.</summary>
    public string? End { get; init; }

    /// <summary>Trials under way, by number.</summary>
    public IReadOnlyList<RunningTrial> UnderWay { get; init; } = [];

    /// <summary>What a reader should know, such as where it began.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where it looks; null before that is known.</summary>
    public SearchSpace? Space { get; init; }
}
