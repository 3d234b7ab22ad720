namespace Mdlc.Trees;

/// <summary>Trees laid out to be walked fast. Scores are sums of leaves' values in the order of the trees, in double precision.</summary>
public sealed class Forest
{
    private readonly TreeNode[] _nodes;
    private readonly double[] _leaves;
    private readonly int[] _roots;

    // Trees to be asked, and the number of the node there.
    private readonly List<(Tree Tree, int Node)> _others = [];

    /// <param name="outputs">Scores of a row; the trees take turns.</param>
    public Forest(IReadOnlyList<Tree> trees, int outputs)
    {
        Outputs = outputs;
        _nodes = new TreeNode[trees.Sum(tree => tree.Slots.Count)];
        _leaves = new double[trees.Sum(tree => tree.Leaves.Count)];
        _roots = new int[trees.Count];
        var (nodes, leaves) = (0, 0);
        for (var t = 0; t < trees.Count; t++)
        {
            var tree = trees[t];
            _roots[t] = tree.Root < 0 ? ~leaves : nodes;
            for (var node = 0; node < tree.Slots.Count; node++)
            {
                _nodes[nodes + node] = NodeOf(tree, node, nodes, leaves);
            }

            for (var leaf = 0; leaf < tree.Leaves.Count; leaf++)
            {
                _leaves[leaves + leaf] = tree.Leaves[leaf];
            }

            nodes += tree.Slots.Count;
            leaves += tree.Leaves.Count;
        }
    }

    /// <summary>Scores of a row.</summary>
    public int Outputs { get; }

    /// <summary>Adds what the trees say of a row to its raw scores.</summary>
    /// <param name="row">A value for each slot.</param>
    /// <param name="scores"><see cref="Outputs"/> of them.</param>
    public void AddTo(ReadOnlySpan<float> row, Span<double> scores)
    {
        ReadOnlySpan<TreeNode> nodes = _nodes;
        ReadOnlySpan<double> leaves = _leaves;
        var output = 0;
        foreach (var root in _roots)
        {
            var at = root;
            while (at >= 0)
            {
                ref readonly var node = ref nodes[at];
                var value = row[node.Slot];
                var left = node.Kind switch
                {
                    NodeKind.MissingRight => value <= node.Threshold,
                    NodeKind.MissingLeft => !(value > node.Threshold),
                    _ => Ask(node.Other, value),
                };
                at = left ? node.Left : node.Right;
            }

            scores[output] += leaves[~at];
            output = output + 1 == scores.Length ? 0 : output + 1;
        }
    }

    private bool Ask(int other, float value)
    {
        var (tree, node) = _others[other];
        return tree.GoesLeft(node, value);
    }

    private TreeNode NodeOf(Tree tree, int node, int nodes, int leaves)
    {
        var kind = !tree.IsPlain(node) ? NodeKind.Other : tree.GoesLeft(node, float.NaN) ? NodeKind.MissingLeft : NodeKind.MissingRight;
        if (kind == NodeKind.Other)
        {
            _others.Add((tree, node));
        }

        return new TreeNode
        {
            Slot = tree.Slots[node],
            Threshold = kind == NodeKind.Other ? BitConverter.Int32BitsToSingle(_others.Count - 1) : tree.SingleThreshold(node),
            Left = Child(tree.Left[node]),
            Right = Child(tree.Right[node]),
            Kind = kind,
        };

        int Child(int child) => child < 0 ? ~(leaves + ~child) : nodes + child;
    }
}
