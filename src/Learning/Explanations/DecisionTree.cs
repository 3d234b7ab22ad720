using System.Reflection;
using Mdlc.Trees;
using Microsoft.ML.Trainers.FastTree;

namespace Mdlc.Learning.Explanations;

/// <summary>A tree as arrays by node. A child is a node's number, or below 0 the complement of a leaf's.</summary>
/// <param name="Leaves">The leaves' values, times the tree's weight.</param>
internal sealed record DecisionTree(int[] Left, int[] Right, int[] Slots, INodeSplits Splits, double[] Leaves)
{
    /// <summary>Where every row begins; a tree without a split is a leaf.</summary>
    public int Root => Left.Length == 0 ? ~0 : 0;

    /// <exception cref="NotSupportedException">The tree splits by categories, or is not made as known.</exception>
    public static DecisionTree Of(RegressionTreeBase tree, double weight)
    {
        if (tree.CategoricalSplitFlags.Any(flag => flag))
        {
            throw new NotSupportedException("A tree splits by categories, expected numbers only: the trainers' factory turns such splits off.");
        }

        return new DecisionTree(
            [.. tree.LeftChild],
            [.. tree.RightChild],
            [.. tree.NumericalSplitFeatureIndexes],
            new ThresholdSplits([.. tree.NumericalSplitThresholds], MissingOf(tree)),
            [.. tree.LeafValues.Select(value => value * weight)]);
    }

    public static DecisionTree Of(Tree tree) => new([.. tree.Left], [.. tree.Right], [.. tree.Slots], new TextSplits(tree), [.. tree.Leaves]);

    public bool GoesLeft(int node, float[] row) => Splits.GoesLeft(node, row[Slots[node]]);

    public int LeafOf(float[] row)
    {
        var node = Root;
        while (node >= 0)
        {
            node = GoesLeft(node, row) ? Left[node] : Right[node];
        }

        return ~node;
    }

    // ML.NET shows everything of a tree but this. What is read wrongly does not add up, which is looked at for every row.
    private static float[]? MissingOf(RegressionTreeBase tree)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        for (var type = tree.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField("_tree", Any)?.GetValue(tree) is { } inner)
            {
                return (float[]?)inner.GetType().GetProperty("DefaultValueForMissing", Any)?.GetValue(inner)
                    ?? (float[]?)inner.GetType().GetField("DefaultValueForMissing", Any)?.GetValue(inner);
            }
        }

        throw new NotSupportedException("The trees of this ML.NET are not made as known: what they do with missing values cannot be told.");
    }
}
