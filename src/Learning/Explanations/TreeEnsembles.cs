using Mdlc.Learning.Training;
using Mdlc.Trees;
using Microsoft.ML.Trainers.FastTree;

namespace Mdlc.Learning.Explanations;

/// <summary>The trees that a model is made of: one ensemble, or one for each class.</summary>
internal static class TreeEnsembles
{
    /// <returns>Null when it is made of something else, or reads something else than the planned features.</returns>
    public static IReadOnlyList<TreeEnsemble>? Of(TrainedModel model)
    {
        if (!model.Parts.ReadsPlannedFeatures)
        {
            return null;
        }

        if (model.Parts.Predictor is TreeModel text)
        {
            return [.. Enumerable.Range(0, text.Outputs).Select(output => new TreeEnsemble(0, [.. OfOutput(text, output).Select(DecisionTree.Of)]))];
        }

        var parts = PredictorParts.Of(model.Parts.Predictor);
        var trees = parts.OfType<TreeEnsembleModelParametersBasedOnRegressionTree>().Select(Of).ToList();
        return trees.Count == parts.Count ? trees : null;
    }

    /// <summary>The trees that add up to one of a model's scores.</summary>
    public static IEnumerable<Tree> OfOutput(TreeModel model, int output) => model.Trees.Where((_, i) => i % model.Outputs == output);

    private static TreeEnsemble Of(TreeEnsembleModelParametersBasedOnRegressionTree model)
    {
        var ensemble = model.TrainedTreeEnsemble;
        return new TreeEnsemble(ensemble.Bias, [.. ensemble.Trees.Zip(ensemble.TreeWeights, DecisionTree.Of)]);
    }
}
