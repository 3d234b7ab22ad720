using Mdlc.Trees;
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
    public static ModelUse? Of(object model, int slots) => Sum([.. PredictorParts.Of(model).Select(part => OfPart(part, slots))]);

    /// <summary>Whether all that predict are trees.</summary>
    public static bool IsTrees(object model) => PredictorParts.Of(model).All(
        part => part is TreeModel or TreeEnsembleModelParametersBasedOnRegressionTree or TreeEnsembleModelParametersBasedOnQuantileRegressionTree);

    private static ModelUse? OfPart(object model, int slots) => model switch
    {
        TreeModel trees => OfTrees(trees, slots),
        TreeEnsembleModelParametersBasedOnRegressionTree trees => OfTrees(trees, slots),
        LinearModelParameters linear => new ModelUse([.. linear.Weights.Select(weight => (double)Math.Abs(weight))], slots),
        LinearMulticlassModelParametersBase classes => OfWeights(classes, slots),
        _ => null,
    };

    private static ModelUse OfTrees(TreeModel model, int slots)
    {
        var gains = new double[slots];
        foreach (var tree in model.Trees)
        {
            foreach (var (slot, gain) in tree.Slots.Zip(tree.Gains))
            {
                gains[slot] += Math.Max(gain, double.Epsilon);
            }
        }

        return new ModelUse(gains, (long)model.Trees.Count * StepsOfATree);
    }

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
