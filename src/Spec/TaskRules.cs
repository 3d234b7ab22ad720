using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>What a spec's task and trainer imply for its other keys.</summary>
internal static class TaskRules
{
    /// <summary>True for trainers that run, and repeat themselves, on one thread.</summary>
    public static bool IsSingleThreaded(TrainerKind trainer) =>
        trainer is TrainerKind.Sdca or TrainerKind.Lbfgs or TrainerKind.AveragedPerceptron;
}
