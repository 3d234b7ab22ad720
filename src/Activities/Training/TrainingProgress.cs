using Mdlc.Learning.Boosting;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Training;

/// <summary>What a heartbeat of a training says.</summary>
/// <param name="Seconds">Since the process was started.</param>
/// <param name="ResidentMb">Resident memory of the process in MiB.</param>
/// <param name="Text">The trainer's last words, if it says any.</param>
public sealed record TrainingProgress(TrainingPhase Phase, double Seconds, int ResidentMb, string? Text)
{
    /// <summary>Of a boosting in segments: how far it is.</summary>
    public BoostingProgress? Boosting { get; init; }
}
