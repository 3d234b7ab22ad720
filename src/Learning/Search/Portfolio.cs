using System.Globalization;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Learning.Search;

/// <summary>
/// Configurations of lightgbm that are tried right after the defaults: chosen on public data (docs/search.md says how, and on which), each for what
/// it adds to those before it. With a budget of few trials they are worth more than any search.
/// </summary>
public static class Portfolio
{
    /// <summary>What differs from the defaults; the most useful first.</summary>
    private static readonly string[] LightGbm =
    [
        "learningRate=0.05 categoricalSmoothing=20 featureFraction=0.7 plan.lowCardinality=native plan.highCardinality=native",
        "numberOfLeaves=127 minimumExampleCountPerLeaf=10 maximumBinCountPerFeature=1023",
        "numberOfLeaves=63 minimumExampleCountPerLeaf=10 plan.lowCardinality=target plan.dates=cyclic",
        "numberOfLeaves=127 learningRate=0.05 featureFraction=0.5 l2Regularization=5",
        "numberOfLeaves=15 featureFraction=0.7",
        "numberOfLeaves=63 learningRate=0.05 plan.lowCardinality=native plan.highCardinality=native",
        "numberOfLeaves=15 categoricalSmoothing=50 featureFraction=0.6 plan.lowCardinality=native plan.highCardinality=native",
        "numberOfLeaves=63 learningRate=0.05 featureFraction=0.6 subsampleFraction=0.8",
        "numberOfLeaves=255 learningRate=0.05 minimumExampleCountPerLeaf=10 featureFraction=0.7 subsampleFraction=0.8",
    ];

    /// <summary>As points of a space, without what it has not; those that are the space's start, or one another, once.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> In(SearchSpace space)
    {
        var points = new List<IReadOnlyDictionary<string, double>>();
        foreach (var point in LightGbm.Select(entry => PointOf(entry, space)))
        {
            if (!IsStart(point, space) && !points.Exists(other => IsSame(point, other)))
            {
                points.Add(point);
            }
        }

        return points;
    }

    private static Dictionary<string, double> PointOf(string entry, SearchSpace space)
    {
        var stated = entry.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var point = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var parameter in space.Parameters.Where(parameter => stated.ContainsKey(parameter.Name)))
        {
            if (ValueOf(parameter, stated[parameter.Name]) is { } value)
            {
                point[parameter.Name] = value;
            }
        }

        // What a parameter depends on may stand behind it.
        return point.Where(value => IsActive(space.Parameters.First(parameter => parameter.Name == value.Key), point, space))
            .ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);
    }

    /// <returns>Null: it is not among the choices.</returns>
    private static double? ValueOf(SearchParameter parameter, string text)
    {
        if (parameter.Kind != ParameterKind.Categorical)
        {
            return double.Parse(text, CultureInfo.InvariantCulture);
        }

        var position = parameter.Choices.ToList().IndexOf(text);
        return position < 0 ? null : position;
    }

    private static bool IsActive(SearchParameter parameter, Dictionary<string, double> point, SearchSpace space) =>
        parameter.Condition is not { } condition
        || (point.TryGetValue(condition.Parameter, out var given) || space.Start?.TryGetValue(condition.Parameter, out given) == true) && condition.In.Contains(given);

    private static bool IsStart(Dictionary<string, double> point, SearchSpace space) =>
        point.All(value => space.Start?.TryGetValue(value.Key, out var start) == true && start == value.Value);

    private static bool IsSame(IReadOnlyDictionary<string, double> one, IReadOnlyDictionary<string, double> other) =>
        one.Count == other.Count && one.All(value => other.TryGetValue(value.Key, out var same) && same == value.Value);
}
