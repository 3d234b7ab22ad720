using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>What a spec's task and trainer imply for its other keys.</summary>
internal static class TaskRules
{
    /// <summary>
    /// The proposed margin. An equal model passes a single comparison with probability 0.8 at 2.5 standard errors; but where the test rows
    /// stay, the champion is the luckiest of those before it on these, and it takes 3 for 4 of 5 retrains to pass.
    /// </summary>
    public const int MarginStandardErrors = 3;

    /// <summary>
    /// The most that a proposed margin may be, as a spec says it: on 2 000 test rows about five standard errors of the difference between two
    /// models that are mostly right and wrong together.
    /// </summary>
    public static string MostOfMargin(ModelTask task, string metric) => metric switch
    {
        MetricName.Auc => "0.02",
        MetricName.RSquared => "0.03",
        _ => MetricTable.Find(task, metric) is { Range: MetricRange.Share } ? "0.03" : "5%",
    };

    /// <summary>True for trainers that run, and repeat themselves, on one thread.</summary>
    public static bool IsSingleThreaded(TrainerKind trainer) =>
        trainer is TrainerKind.Sdca or TrainerKind.Lbfgs or TrainerKind.AveragedPerceptron;
}
