using Mdlc.Learning.Boosting;

namespace Mdlc.Learning.Training;

/// <summary>One line of JSON on a training process's standard output. The last one tells how it ended.</summary>
public sealed record TrainingMessage
{
    public required TrainingPhase Phase { get; init; }

    /// <summary>Since the process began to work.</summary>
    public double Seconds { get; init; }

    /// <summary>What the trainer says, in its own words.</summary>
    public string? Text { get; init; }

    /// <summary>Of a boosting in segments: how far it is.</summary>
    public BoostingProgress? Boosting { get; init; }

    /// <summary>Set on the last line of a process that ended well.</summary>
    public TrainingOutcome? Outcome { get; init; }

    /// <summary>Set on the last line of a process that ended by an exception.</summary>
    public TrainingFailure? Failure { get; init; }
}
