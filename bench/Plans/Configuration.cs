using System.Globalization;

namespace Mdlc.Plans.Bench;

/// <summary>Options of lightgbm, and choices of the feature plan, that might be tried before a search.</summary>
/// <param name="Params">What differs from the defaults.</param>
internal sealed record Configuration(IReadOnlyDictionary<string, double> Params, IReadOnlyDictionary<string, string> Choices)
{
    /// <summary>The defaults first; the others by hand, from few and small trees with much regularisation to large ones with little.</summary>
    public static IReadOnlyList<Configuration> All { get; } =
    [
        Of(""),
        Of("numberOfLeaves=63"),
        Of("numberOfLeaves=127 minimumExampleCountPerLeaf=10"),
        Of("numberOfLeaves=255 minimumExampleCountPerLeaf=5 featureFraction=0.8"),
        Of("numberOfLeaves=255 learningRate=0.05 minimumExampleCountPerLeaf=10 featureFraction=0.7 subsampleFraction=0.8"),
        Of("numberOfLeaves=511 minimumExampleCountPerLeaf=3 pathSmoothing=1"),
        Of("learningRate=0.05 featureFraction=0.7 subsampleFraction=0.8 l2Regularization=1"),
        Of("numberOfLeaves=15 featureFraction=0.7"),
        Of("numberOfLeaves=15 learningRate=0.05 minimumExampleCountPerLeaf=30 featureFraction=0.5 subsampleFraction=0.7 l2Regularization=5"),
        Of("numberOfLeaves=8 featureFraction=0.6 subsampleFraction=0.8 l2Regularization=10"),
        Of("numberOfLeaves=5 minimumExampleCountPerLeaf=40 featureFraction=0.4 l2Regularization=10"),
        Of("numberOfLeaves=63 learningRate=0.05 featureFraction=0.6 subsampleFraction=0.8"),
        Of("numberOfLeaves=127 learningRate=0.05 featureFraction=0.5 l2Regularization=5"),
        Of("numberOfLeaves=63 minimumExampleCountPerLeaf=5 featureFractionPerSplit=0.5"),
        Of("numberOfLeaves=127 featureFractionPerSplit=0.6 subsampleFraction=0.8"),
        Of("numberOfLeaves=127 extraTrees=1"),
        Of("numberOfLeaves=127 minimumExampleCountPerLeaf=10 maximumBinCountPerFeature=1023"),
        Of("numberOfLeaves=31 maximumBinCountPerFeature=63"),
        Of("learningRate=0.05 categoricalSmoothing=20 featureFraction=0.7 plan.lowCardinality=native plan.highCardinality=native"),
        Of("numberOfLeaves=15 categoricalSmoothing=50 featureFraction=0.6 plan.lowCardinality=native plan.highCardinality=native"),
        Of("numberOfLeaves=63 learningRate=0.05 plan.lowCardinality=native plan.highCardinality=native"),
        Of("learningRate=0.05 featureFraction=0.7 plan.lowCardinality=target"),
        Of("numberOfLeaves=63 minimumExampleCountPerLeaf=10 plan.lowCardinality=target plan.dates=cyclic"),
    ];

    public string Name => Params.Count + Choices.Count == 0
        ? "the defaults"
        : string.Join(' ', Params.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value}")).Concat(Choices.Select(c => $"{c.Key}={c.Value}")));

    private static Configuration Of(string text)
    {
        string[][] pairs = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))];
        return new Configuration(
            pairs.Where(pair => !IsChoice(pair)).ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture)),
            pairs.Where(IsChoice).ToDictionary(pair => pair[0], pair => pair[1]));

        static bool IsChoice(string[] pair) => pair[0].StartsWith("plan.", StringComparison.Ordinal);
    }
}
