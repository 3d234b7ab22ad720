using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Mdlc.Learning.Training;

/// <summary>What a predictor does with each slot of the feature vector, read off its trees or weights.</summary>
/// <param name="Gains">By slot: the sum of the gains of its splits, or of its weights' sizes; 0: the slot changes no score.</param>
/// <param name="StepsPerRow">About what the scoring of a row costs, in comparisons or products.</param>
internal sealed record ModelUse(double[] Gains, long StepsPerRow)
{
    // Where trees end is not looked up: what they cost is about their depth.
    private const int StepsOfATree = 10;

    /// <returns>Null for a kind of predictor whose insides are not known.</returns>
    public static ModelUse? Of(object model, int slots) => model switch
    {
        TreeEnsembleModelParametersBasedOnRegressionTree trees => OfTrees(trees, slots),
        LinearModelParameters linear => new ModelUse([.. linear.Weights.Select(weight => (double)Math.Abs(weight))], slots),
        LinearMulticlassModelParametersBase classes => OfWeights(classes, slots),
        OneVersusAllModelParameters when Part(model, "SubModelParameters") is IEnumerable<object> classes => Sum([.. classes.Select(part => Of(part, slots))]),
        _ => Part(model, "SubModel") is { } calibrated ? Of(calibrated, slots) : null,
    };

    /// <summary>Whether all that predicts are trees.</summary>
    public static bool IsTrees(object model) => model switch
    {
        TreeEnsembleModelParametersBasedOnRegressionTree or TreeEnsembleModelParametersBasedOnQuantileRegressionTree => true,
        OneVersusAllModelParameters when Part(model, "SubModelParameters") is IEnumerable<object> classes => classes.All(IsTrees),
        _ => Part(model, "SubModel") is { } calibrated && IsTrees(calibrated),
    };

    // ML.NET does not show what such a model is made of; where it is called otherwise, nothing is known of the model.
    private static object? Part(object model, string name) =>
        model.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).FirstOrDefault(property => property.Name == name)?.GetValue(model);

    private static ModelUse OfTrees(TreeEnsembleModelParametersBasedOnRegressionTree model, int slots)
    {
        var gains = new double[slots];
        foreach (var tree in model.TrainedTreeEnsemble.Trees)
        {
            foreach (var (slot, gain) in tree.NumericalSplitFeatureIndexes.Zip(tree.SplitGains))
            {
                // A split without a gain is a use all the same.
                gains[slot] += Math.Max(gain, double.Epsilon);
            }
        }

        return new ModelUse(gains, (long)model.TrainedTreeEnsemble.Trees.Count * StepsOfATree);
    }

    private static ModelUse OfWeights(LinearMulticlassModelParametersBase model, int slots)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        var gains = new double[slots];
        foreach (var weight in weights.SelectMany(ofClass => ofClass.Items()))
        {
            gains[weight.Key] += Math.Abs(weight.Value);
        }

        return new ModelUse(gains, (long)slots * weights.Length);
    }

    private static ModelUse? Sum(ModelUse?[] parts) => parts.Any(part => part is null)
        ? null
        : new ModelUse(
            [.. Enumerable.Range(0, parts[0]!.Gains.Length).Select(slot => parts.Sum(part => part!.Gains[slot]))],
            parts.Sum(part => part!.StepsPerRow));
}
