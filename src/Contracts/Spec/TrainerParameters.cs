using Mdlc.Contracts.Faults;

namespace Mdlc.Contracts.Spec;

/// <summary>Which trainer learns which task, and with which options. Every option that bears on the result stands here with its default.</summary>
public static class TrainerParameters
{
    /// <summary>LightGBM: how many trees, or how many for each class.</summary>
    public const string Iterations = "numberOfIterations";

    private const double Unbounded = 1e9;

    private static readonly TrainerParameter[] LightGbm =
    [
        Whole(Iterations, 100, 1, 1e6),
        Whole("numberOfLeaves", 31, 2, 131_072),
        Number("learningRate", 0.1, 1e-6, 10),
        Whole("minimumExampleCountPerLeaf", 20, 1, Unbounded),
        Whole("maximumBinCountPerFeature", 255, 2, 65_535),
        Whole("maximumTreeDepth", 0, 0, 1000), // 0: no limit
        Number("minimumSplitGain", 0, 0, Unbounded),
        Number("minimumChildWeight", 1e-3, 0, Unbounded),
        Number("subsampleFraction", 1, 1e-6, 1),
        Whole("subsampleFrequency", 1, 0, Unbounded), // draws anew every n-th tree; 0: never samples
        Number("featureFraction", 1, 1e-6, 1),
        Number("l1Regularization", 0, 0, Unbounded),
        Number("l2Regularization", 0, 0, Unbounded),
        Whole("extraTrees", 0, 0, 1),
        Number("featureFractionPerSplit", 1, 1e-6, 1),
        Number("pathSmoothing", 0, 0, Unbounded),
        Whole("minimumExampleCountPerGroup", 100, 1, Unbounded),
        Whole("maximumCategoricalSplitPointCount", 32, 1, Unbounded),
        Number("categoricalSmoothing", 10, 0, Unbounded),
        Number("l2CategoricalRegularization", 10, 0, Unbounded),
    ];

    private static readonly TrainerParameter[] LightGbmBinary =
    [
        .. LightGbm,
        Number("sigmoid", 1, 1e-6, Unbounded),
        Number("weightOfPositiveExamples", 1, 1e-6, Unbounded),
        Whole("unbalancedSets", 0, 0, 1),
    ];

    private static readonly TrainerParameter[] FastTree =
    [
        Whole("numberOfTrees", 100, 1, 1e6),
        Whole("numberOfLeaves", 20, 2, 131_072),
        Number("learningRate", 0.2, 1e-6, 10),
        Whole("minimumExampleCountPerLeaf", 10, 1, Unbounded),
        Whole("maximumBinCountPerFeature", 255, 2, 65_535),
        Number("shrinkage", 1, 1e-6, 10),
        Number("featureFraction", 1, 1e-6, 1),
        Whole("baggingSize", 0, 0, 1000), // trees between two draws; 0: no bagging
        Number("baggingExampleFraction", 0.7, 1e-6, 1),
    ];

    private static readonly TrainerParameter[] FastForest =
    [
        Whole("numberOfTrees", 100, 1, 1e6),
        Whole("numberOfLeaves", 64, 2, 131_072),
        Whole("minimumExampleCountPerLeaf", 10, 1, Unbounded),
        Whole("maximumBinCountPerFeature", 255, 2, 65_535),
        Number("featureFraction", 0.7, 1e-6, 1),
        Number("featureFractionPerSplit", 0.7, 1e-6, 1),
        Number("baggingExampleFraction", 0.7, 1e-6, 1),
    ];

    private static readonly TrainerParameter[] Sdca =
    [
        Number("l2Regularization", 1e-4, 1e-12, Unbounded),
        Number("l1Regularization", 0, 0, Unbounded),
        Whole("maximumNumberOfIterations", 50, 1, 1e6),
        Number("convergenceTolerance", 0.01, 1e-9, 1),
        Whole("convergenceCheckFrequency", 5, 1, 1e6),
        Number("biasLearningRate", 1, 0, Unbounded),
    ];

    private static readonly TrainerParameter[] Lbfgs =
    [
        Number("l2Regularization", 1, 0, Unbounded),
        Number("l1Regularization", 0, 0, Unbounded),
        Whole("maximumNumberOfIterations", 500, 1, 1e9),
        Number("optimizationTolerance", 1e-7, 1e-12, 1),
        Whole("historySize", 20, 1, 1000),
    ];

    private static readonly TrainerParameter[] AveragedPerceptron =
    [
        Number("learningRate", 1, 1e-9, Unbounded),
        Whole("decreaseLearningRate", 0, 0, 1),
        Whole("numberOfIterations", 10, 1, 1e6),
        Number("l2Regularization", 0, 0, 0.5),
    ];

    private static readonly Dictionary<(ModelTask, TrainerKind), TrainerParameter[]> Table = new()
    {
        [(ModelTask.Binary, TrainerKind.LightGbm)] = LightGbmBinary,
        [(ModelTask.Binary, TrainerKind.FastTree)] = FastTree,
        [(ModelTask.Binary, TrainerKind.FastForest)] = FastForest,
        [(ModelTask.Binary, TrainerKind.Sdca)] = Sdca,
        [(ModelTask.Binary, TrainerKind.Lbfgs)] = Lbfgs,
        [(ModelTask.Binary, TrainerKind.AveragedPerceptron)] = AveragedPerceptron,
        [(ModelTask.Multiclass, TrainerKind.LightGbm)] = LightGbm,
        [(ModelTask.Multiclass, TrainerKind.Sdca)] = Sdca,
        [(ModelTask.Multiclass, TrainerKind.Lbfgs)] = Lbfgs,
        [(ModelTask.Regression, TrainerKind.LightGbm)] = LightGbm,
        [(ModelTask.Regression, TrainerKind.FastTree)] = FastTree,
        [(ModelTask.Regression, TrainerKind.FastForest)] = FastForest,
        [(ModelTask.Regression, TrainerKind.Sdca)] = Sdca,
    };

    /// <summary>The trainers that learn a task, the default one first.</summary>
    public static IReadOnlyList<TrainerKind> SupportedBy(ModelTask task) =>
        [.. Table.Keys.Where(key => key.Item1 == task).Select(key => key.Item2)];

    /// <exception cref="FaultException">The trainer does not learn the task.</exception>
    public static IReadOnlyList<TrainerParameter> For(ModelTask task, TrainerKind trainer) =>
        Table.TryGetValue((task, trainer), out var parameters)
            ? parameters
            : throw FaultException.InSpec(
                $"Found trainer {NameOf(trainer)} for task {task.ToString().ToLowerInvariant()}, expected one of "
                + $"{string.Join(", ", SupportedBy(task).Select(NameOf))}; change train.trainer.");

    /// <summary>Every option of the trainer: the defaults, overlaid by <paramref name="overrides"/>.</summary>
    /// <exception cref="FaultException">The trainer does not learn the task, or an override is unknown or out of range.</exception>
    public static IReadOnlyDictionary<string, double> Resolve(
        ModelTask task, TrainerKind trainer, IReadOnlyDictionary<string, double> overrides)
    {
        var known = For(task, trainer).ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var resolved = known.Values.ToDictionary(parameter => parameter.Name, parameter => parameter.Default, StringComparer.Ordinal);
        foreach (var (name, value) in overrides)
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                throw Unknown(name, trainer, known.Keys);
            }

            parameter.Check(value);
            resolved[name] = value;
        }

        return resolved;
    }

    /// <summary>The trainer's name in a spec.</summary>
    public static string NameOf(TrainerKind trainer) => trainer.ToString().ToLowerInvariant();

    private static FaultException Unknown(string name, TrainerKind trainer, IReadOnlyCollection<string> known)
    {
        var hint = NearestName.Of(name, known) is { } nearest ? $"; the nearest is {nearest}" : "";
        return FaultException.InSpec($"Found train.params.{name}, which {NameOf(trainer)} does not have{hint}. It takes {string.Join(", ", known)}.");
    }

    private static TrainerParameter Number(string name, double @default, double min, double max) => new(name, @default, min, max, Whole: false);

    private static TrainerParameter Whole(string name, double @default, double min, double max) => new(name, @default, min, max, Whole: true);
}
