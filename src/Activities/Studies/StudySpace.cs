using Mdlc.Activities.Training;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Features;
using Mdlc.Learning.Search;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Studies;

/// <summary>Where a study looks: the spec's own space, or the trainer's ready one with what the spec leaves open of the feature plan.</summary>
internal static class StudySpace
{
    /// <param name="varied">What of the plan is worth varying for these columns.</param>
    /// <param name="rows">Of the training part.</param>
    /// <exception cref="FaultException">Nothing is left to search.</exception>
    public static SearchSpace Of(ModelSpec spec, IReadOnlyList<PlanParameter> varied, long rows)
    {
        if (spec.Tune.Space is { } own)
        {
            return own;
        }

        var space = WideSpaces.For(spec.Task, spec.Train, FindsIterations(spec, rows), varied);
        return space.Parameters.Count > 0
            ? space
            : throw FaultException.InSpec("Found nothing to search: train.params and transform fix all that the ready space has, expected one open option at least; leave one out of train.params, or remove tune.");
    }

    /// <summary>The most iterations of any trial.</summary>
    public static int MostIterations(ModelSpec spec, SearchSpace space)
    {
        var searched = space.Parameters.FirstOrDefault(parameter => parameter.Name == TrainerParameters.Iterations);
        return searched is null ? StoppedAt(spec)
            : searched.Values.Count > 0 ? (int)searched.Values[^1]
            : (int)searched.Max;
    }

    private static int StoppedAt(ModelSpec spec) =>
        (spec.Train.EarlyStopping is { } stopping && spec.Tune.MostIterations is { } most ? spec.Train with { EarlyStopping = stopping with { Iterations = most } } : spec.Train)
            .MostIterations(spec.Task);

    /// <summary>Whether the rows that a trial is scored on say by themselves how many iterations are best.</summary>
    private static bool FindsIterations(ModelSpec spec, long rows) =>
        spec.Train.BoostsInSegments && spec.Train.EarlyStopping is not null && rows * TrainingActivities.HoldoutShare >= TrainingHoldout.LeastRows;
}
