namespace Mdlc.Learning.Explanations;

/// <summary>
/// Exact Shapley values of one tree's answer to a row, path-dependent: a column that is "not known" goes down both ways, in the shares in which the
/// training rows did (Lundberg and others, Consistent individualized feature attribution for tree ensembles, 2018, algorithm 2).
/// </summary>
internal sealed class TreeShapley
{
    private readonly DecisionTree _tree;
    private readonly double[] _nodeRows;
    private readonly double[] _leafRows;
    private readonly int _depth;

    /// <param name="leafRows">Training rows by leaf.</param>
    public TreeShapley(DecisionTree tree, IReadOnlyList<long> leafRows)
    {
        if (leafRows.Count != tree.Leaves.Length)
        {
            throw new ArgumentException($"Found rows of {leafRows.Count} leaves, expected those of {tree.Leaves.Length}: they are another model's.", nameof(leafRows));
        }

        _tree = tree;
        _leafRows = [.. leafRows.Select(rows => (double)rows)];
        _nodeRows = new double[tree.Left.Length];
        _ = Count(tree.Root, 0, ref _depth);
        Expected = Expect(tree.Root);
    }

    /// <summary>The answer to a row of which nothing is known.</summary>
    public double Expected { get; }

    /// <summary>Room for a path of this tree.</summary>
    public int PathLength => (_depth + 2) * (_depth + 3) / 2;

    /// <param name="contributions">By slot: the values are added to it.</param>
    /// <param name="paths">At least <see cref="PathLength"/> long.</param>
    public void AddTo(double[] contributions, float[] row, PathElement[] paths) => Descend(_tree.Root, row, contributions, paths, 0, 0, 1, 1, -1);

    private double Count(int node, int depth, ref int deepest)
    {
        deepest = Math.Max(deepest, depth);
        return node < 0
            ? _leafRows[~node]
            : _nodeRows[node] = Count(_tree.Left[node], depth + 1, ref deepest) + Count(_tree.Right[node], depth + 1, ref deepest);
    }

    private double Expect(int node) => node < 0
        ? _tree.Leaves[~node]
        : (Share(_tree.Left[node], node) * Expect(_tree.Left[node])) + (Share(_tree.Right[node], node) * Expect(_tree.Right[node]));

    /// <param name="parent">Where the parent's path begins in <paramref name="paths"/>; each depth has a copy of its own behind it.</param>
    /// <param name="length">Elements of the parent's path.</param>
    /// <param name="zero">The share of rows that go this way where the slot is not known.</param>
    /// <param name="one">1 where the row itself goes this way, else 0.</param>
    private void Descend(int node, float[] row, double[] contributions, PathElement[] paths, int parent, int length, double zero, double one, int slot)
    {
        var start = parent + length;
        Array.Copy(paths, parent, paths, start, length);
        var path = paths.AsSpan(start, length + 1);
        Extend(path, zero, one, slot);
        if (node < 0)
        {
            for (var i = 1; i < path.Length; i++)
            {
                contributions[path[i].Slot] += UnwoundSum(path, i) * (path[i].One - path[i].Zero) * _tree.Leaves[~node];
            }

            return;
        }

        var goesLeft = _tree.GoesLeft(node, row);
        var (hot, cold) = goesLeft ? (_tree.Left[node], _tree.Right[node]) : (_tree.Right[node], _tree.Left[node]);
        var (zeroBefore, oneBefore, known) = (1.0, 1.0, path.Length);
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i].Slot == _tree.Slots[node])
            {
                (zeroBefore, oneBefore) = (path[i].Zero, path[i].One);
                Unwind(path, i);
                known--;
                break;
            }
        }

        Go(hot, Share(hot, node) * zeroBefore, oneBefore);
        Go(cold, Share(cold, node) * zeroBefore, 0);

        void Go(int child, double childZero, double childOne)
        {
            // Nobody goes there, whether the slot is known or not.
            if (childZero != 0 || childOne != 0)
            {
                Descend(child, row, contributions, paths, start, known, childZero, childOne, _tree.Slots[node]);
            }
        }
    }

    /// <summary>Where no training row came by, a row that is not known goes either way alike.</summary>
    private double Share(int child, int node) => _nodeRows[node] == 0 ? 0.5 : (child < 0 ? _leafRows[~child] : _nodeRows[child]) / _nodeRows[node];

    private static void Extend(Span<PathElement> path, double zero, double one, int slot)
    {
        var last = path.Length - 1;
        path[last] = new PathElement { Slot = slot, Zero = zero, One = one, Weight = last == 0 ? 1 : 0 };
        for (var i = last - 1; i >= 0; i--)
        {
            path[i + 1].Weight += one * path[i].Weight * (i + 1) / (last + 1);
            path[i].Weight = zero * path[i].Weight * (last - i) / (last + 1);
        }
    }

    /// <summary>Takes an element out again, as if the path had never been extended by it.</summary>
    private static void Unwind(Span<PathElement> path, int index)
    {
        var last = path.Length - 1;
        var (zero, one) = (path[index].Zero, path[index].One);
        var next = path[last].Weight;
        for (var i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = path[i].Weight;
                path[i].Weight = next * (last + 1) / ((i + 1) * one);
                next = weight - (path[i].Weight * zero * (last - i) / (last + 1));
            }
            else
            {
                path[i].Weight = path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }

        for (var i = index; i < last; i++)
        {
            (path[i].Slot, path[i].Zero, path[i].One) = (path[i + 1].Slot, path[i + 1].Zero, path[i + 1].One);
        }
    }

    /// <summary>The sum of the weights that the path would have without an element.</summary>
    private static double UnwoundSum(Span<PathElement> path, int index)
    {
        var last = path.Length - 1;
        var (zero, one) = (path[index].Zero, path[index].One);
        var (total, next) = (0.0, path[last].Weight);
        for (var i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = next * (last + 1) / ((i + 1) * one);
                total += weight;
                next = path[i].Weight - (weight * zero * (last - i) / (last + 1));
            }
            else
            {
                total += path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }

        return total;
    }
}
