using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Features;

namespace Mdlc.Learning.Search;

/// <summary>
/// Ready spaces per trainer that are as wide as is known to help (docs/search.md has the ranges and where they come from), with what is open of
/// the feature plan. The first trial is mdlc's defaults.
/// </summary>
public static class WideSpaces
{
    private const ParameterScale Log = ParameterScale.LogUniform;

    private const string Leaves = "numberOfLeaves";
    private const string Frequency = "subsampleFrequency";
    private const string Bagging = "baggingSize";

    private static readonly double[] Bins = [15, 31, 63, 127, 255, 511, 1023];

    private static readonly SearchParameter[] LightGbm =
    [
        SearchParameter.Int(TrainerParameters.Iterations, 20, 1000, Log),
        SearchParameter.Int(Leaves, 4, 512, Log),
        SearchParameter.Double("learningRate", 0.01, 0.5, Log),
        SearchParameter.Int("minimumExampleCountPerLeaf", 2, 128, Log),
        SearchParameter.Double("featureFraction", 0.2, 1),
        SearchParameter.Double("featureFractionPerSplit", 0.3, 1),
        SearchParameter.Discrete(Frequency, 0, 1, 5),
        SearchParameter.Double("subsampleFraction", 0.4, 1).When(Frequency, 1, 5),
        SearchParameter.Double("l1Regularization", 1e-3, 100, Log),
        SearchParameter.Double("l2Regularization", 1e-3, 100, Log),
        SearchParameter.Double("pathSmoothing", 1e-2, 100, Log),
        SearchParameter.Discrete("extraTrees", 0, 1),
        SearchParameter.Discrete("maximumBinCountPerFeature", Bins),
    ];

    private static readonly SearchParameter Smoothing = SearchParameter.Double("categoricalSmoothing", 1, 200, Log);

    private static readonly SearchParameter[] FastTree =
    [
        SearchParameter.Int("numberOfTrees", 20, 1000, Log),
        SearchParameter.Int(Leaves, 4, 256, Log),
        SearchParameter.Double("learningRate", 0.01, 0.5, Log),
        SearchParameter.Int("minimumExampleCountPerLeaf", 2, 128, Log),
        SearchParameter.Double("featureFraction", 0.2, 1),
        SearchParameter.Discrete(Bagging, 0, 1, 5),
        SearchParameter.Double("baggingExampleFraction", 0.4, 1).When(Bagging, 1, 5),
        SearchParameter.Discrete("maximumBinCountPerFeature", Bins),
    ];

    private static readonly SearchParameter[] FastForest =
    [
        SearchParameter.Int("numberOfTrees", 50, 500, Log),
        SearchParameter.Int(Leaves, 8, 1024, Log),
        SearchParameter.Int("minimumExampleCountPerLeaf", 1, 64, Log),
        SearchParameter.Double("featureFraction", 0.2, 1),
        SearchParameter.Double("featureFractionPerSplit", 0.2, 1),
        SearchParameter.Double("baggingExampleFraction", 0.3, 1),
    ];

    /// <summary>Where a trial costs least: few and small trees.</summary>
    private static readonly string[] Costly = [TrainerParameters.Iterations, "numberOfTrees", Leaves];

    /// <param name="findsIterations">Each trial finds by itself how many iterations are best: they are not searched.</param>
    /// <param name="plan">What is open of the feature plan, each with its default first.</param>
    /// <returns>A space without parameters when the spec states all of them.</returns>
    /// <exception cref="Contracts.Faults.FaultException">The trainer does not learn the task.</exception>
    public static SearchSpace For(ModelTask task, TrainSpec train, bool findsIterations, IReadOnlyList<PlanParameter> plan)
    {
        var defaults = TrainerParameters.Resolve(task, train.Trainer, train.Params);
        SearchParameter[] known = [.. Of(task, train.Trainer), .. OfCategories(train.Trainer, plan)];
        var open = known
            .Where(parameter => !train.Params.ContainsKey(parameter.Name) && !(findsIterations && parameter.Name == TrainerParameters.Iterations))
            .Select(parameter => GivenStated(parameter, train.Params))
            .OfType<SearchParameter>()
            .ToArray();
        return new SearchSpace(
            [.. open, .. plan.Select(part => SearchParameter.Categorical(part.Name, [.. part.Choices]))],
            open.Select(parameter => (parameter.Name, Value: defaults[parameter.Name]))
                .Concat(plan.Select(part => (part.Name, Value: 0.0)))
                .ToDictionary(start => start.Name, start => start.Value, StringComparer.Ordinal))
        {
            Cheap = open.Where(parameter => Costly.Contains(parameter.Name)).ToDictionary(parameter => parameter.Name, parameter => parameter.Min, StringComparer.Ordinal),
        };
    }

    private static IReadOnlyList<SearchParameter> Of(ModelTask task, TrainerKind trainer) => trainer switch
    {
        TrainerKind.LightGbm => LightGbm,
        TrainerKind.FastTree => FastTree,
        TrainerKind.FastForest => FastForest,

        // Linear models have few options, and the first spaces have them.
        _ => SearchSpaces.For(task, trainer).Parameters,
    };

    /// <summary>How firmly rare categories are drawn together has a meaning where sets of them are split.</summary>
    private static IEnumerable<SearchParameter> OfCategories(TrainerKind trainer, IReadOnlyList<PlanParameter> plan)
    {
        var native = FeatureChoices.NameOf(ColumnRole.Native);
        var splitting = plan.Where(part => trainer == TrainerKind.LightGbm && part.Choices.Contains(native)).ToList();
        return splitting switch
        {
            [] => [],
            [var one] => [Smoothing.When(one.Name, one.Choices.ToList().IndexOf(native))],
            _ => [Smoothing],
        };
    }

    /// <summary>A parameter that depends on a stated one is always active, or never; null: never.</summary>
    private static SearchParameter? GivenStated(SearchParameter parameter, IReadOnlyDictionary<string, double> stated) =>
        parameter.Condition is not { } condition || !stated.TryGetValue(condition.Parameter, out var value) ? parameter
        : condition.In.Contains(value) ? parameter with { Condition = null }
        : null;
}
