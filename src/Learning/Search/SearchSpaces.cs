using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Learning.Search;

/// <summary>Ready spaces per trainer, in the names of <see cref="TrainerParameters"/>; each starts from mdlc's defaults.</summary>
public static class SearchSpaces
{
    private const ParameterScale Log = ParameterScale.LogUniform;

    private static readonly SearchParameter[] LightGbm =
    [
        SearchParameter.Int("numberOfIterations", 50, 500, Log),
        SearchParameter.Int("numberOfLeaves", 8, 256, Log),
        SearchParameter.Double("learningRate", 0.02, 0.3, Log),
        SearchParameter.Int("minimumExampleCountPerLeaf", 5, 200, Log),
        SearchParameter.Double("featureFraction", 0.5, 1),
        SearchParameter.Double("subsampleFraction", 0.6, 1),
        SearchParameter.Double("l2Regularization", 1e-3, 10, Log),
    ];

    private static readonly SearchParameter[] FastTree =
    [
        SearchParameter.Int("numberOfTrees", 50, 500, Log),
        SearchParameter.Int("numberOfLeaves", 8, 128, Log),
        SearchParameter.Double("learningRate", 0.03, 0.4, Log),
        SearchParameter.Int("minimumExampleCountPerLeaf", 5, 100, Log),
        SearchParameter.Double("featureFraction", 0.5, 1),
    ];

    private static readonly SearchParameter[] FastForest =
    [
        SearchParameter.Int("numberOfTrees", 50, 300, Log),
        SearchParameter.Int("numberOfLeaves", 16, 512, Log),
        SearchParameter.Int("minimumExampleCountPerLeaf", 2, 50, Log),
        SearchParameter.Double("featureFraction", 0.4, 1),
        SearchParameter.Double("featureFractionPerSplit", 0.3, 1),
    ];

    private static readonly SearchParameter[] Sdca =
    [
        SearchParameter.Double("l2Regularization", 1e-7, 1e-1, Log),
        SearchParameter.Discrete("l1Regularization", 0, 0.01, 0.05, 0.1, 0.25, 0.5),
        SearchParameter.Int("maximumNumberOfIterations", 10, 200, Log),
        SearchParameter.Double("convergenceTolerance", 1e-4, 0.1, Log),
    ];

    private static readonly SearchParameter[] Lbfgs =
    [
        SearchParameter.Double("l2Regularization", 1e-4, 10, Log),
        SearchParameter.Discrete("l1Regularization", 0, 0.001, 0.01, 0.1, 1),
        SearchParameter.Int("historySize", 5, 50, Log),
    ];

    private static readonly SearchParameter[] AveragedPerceptron =
    [
        SearchParameter.Double("learningRate", 0.01, 10, Log),
        SearchParameter.Discrete("decreaseLearningRate", 0, 1),
        SearchParameter.Int("numberOfIterations", 5, 100, Log),
        SearchParameter.Discrete("l2Regularization", 0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2),
    ];

    /// <summary>The space of earlier versions, for recorded specs that search it.</summary>
    /// <param name="pinned">Parameters that the spec sets itself: they are not searched.</param>
    /// <exception cref="Contracts.Faults.FaultException">The trainer does not learn the task.</exception>
    public static SearchSpace For(ModelTask task, TrainerKind trainer, IReadOnlyDictionary<string, double>? pinned = null)
    {
        var defaults = TrainerParameters.For(task, trainer).ToDictionary(parameter => parameter.Name, parameter => parameter.Default);
        var searched = Of(trainer).Where(parameter => pinned?.ContainsKey(parameter.Name) != true).ToArray();
        return new SearchSpace(searched, searched.ToDictionary(parameter => parameter.Name, parameter => defaults[parameter.Name]));
    }

    private static SearchParameter[] Of(TrainerKind trainer) => trainer switch
    {
        TrainerKind.LightGbm => LightGbm,
        TrainerKind.FastTree => FastTree,
        TrainerKind.FastForest => FastForest,
        TrainerKind.Sdca => Sdca,
        TrainerKind.Lbfgs => Lbfgs,
        TrainerKind.AveragedPerceptron => AveragedPerceptron,
        _ => throw new ArgumentOutOfRangeException(nameof(trainer), trainer, "No search space is known for this trainer."),
    };
}
