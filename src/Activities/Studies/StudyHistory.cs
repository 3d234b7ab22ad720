using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.History;
using Mdlc.Workflows.Studies;

namespace Mdlc.Activities.Studies;

/// <summary>A study's trials as tuners and pruners take them.</summary>
internal static class StudyHistory
{
    public static Observation Observation(KnownTrial trial, SearchSpace space) =>
        new(trial.Trial, trial.At.Count == 0 ? new Dictionary<string, double>() : StudyPoints.PointOf(space, trial.At), StateOf(trial.State), trial.Loss)
        {
            Interim = [.. trial.Interim.Select(at => new InterimLoss(at.Iterations, at.Loss))],
            Cost = trial.Cost,
        };

    private static ObservationState StateOf(TrialState? state) => state switch
    {
        null => ObservationState.Pending,
        TrialState.Complete => ObservationState.Complete,
        TrialState.Pruned => ObservationState.Pruned,
        _ => ObservationState.Failed,
    };
}
