using System.Reflection;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Mdlc.Learning.Explanations;

/// <summary>The trees that a predictor is made of: one ensemble, or one for each class.</summary>
internal static class TreeEnsembles
{
    /// <returns>Null when it is made of something else.</returns>
    public static IReadOnlyList<TreeEnsemble>? Of(object model) => model switch
    {
        TreeEnsembleModelParametersBasedOnRegressionTree trees => [Of(trees)],
        OneVersusAllModelParameters when Part(model, "SubModelParameters") is IEnumerable<object> classes => All([.. classes.Select(Of)]),
        _ => Part(model, "SubModel") is { } calibrated ? Of(calibrated) : null,
    };

    private static TreeEnsemble Of(TreeEnsembleModelParametersBasedOnRegressionTree model)
    {
        var ensemble = model.TrainedTreeEnsemble;
        return new TreeEnsemble(ensemble.Bias, [.. ensemble.Trees.Zip(ensemble.TreeWeights, DecisionTree.Of)]);
    }

    private static List<TreeEnsemble>? All(IReadOnlyList<IReadOnlyList<TreeEnsemble>?> classes) =>
        classes.All(of => of is [_]) ? [.. classes.Select(of => of![0])] : null;

    // As in ModelUse: ML.NET does not show what such a model is made of.
    private static object? Part(object model, string name) =>
        model.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).FirstOrDefault(property => property.Name == name)?.GetValue(model);
}
