using Mdlc.Learning.Explanations;

namespace Mdlc.Unit.Tests.Learning.Explanations;

/// <summary>Against Shapley's definition: every order in which a row's slots become known, on small trees.</summary>
public sealed class TreeShapleyTests
{
    private const int Slots = 5;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void AddTo_RandomTrees_IsTheMeanOverAllOrders(int splits)
    {
        var random = new Random(splits + 1);
        for (var round = 0; round < 40; round++)
        {
            var (tree, rows) = Grow(random, splits, empty: round % 4 == 3);
            var explained = new TreeShapley(tree, rows);
            var row = Enumerable.Range(0, Slots).Select(_ => random.Next(5) == 0 ? float.NaN : (float)random.NextDouble()).ToArray();

            var found = new double[Slots];
            explained.AddTo(found, row, new PathElement[explained.PathLength]);

            var expected = ByDefinition(tree, rows, row);
            Assert.All(Enumerable.Range(0, Slots), slot => Assert.Equal(expected[slot], found[slot], 1e-9));
            Assert.Equal(tree.Leaves[tree.LeafOf(row)], explained.Expected + found.Sum(), 1e-9);
        }
    }

    [Fact]
    public void AddTo_ASlotThatIsSplitOnTwice_CountsOnce()
    {
        // 0: s0 <= 0.5 ? (1: s0 <= 0.2 ? a : b) : c
        var tree = new DecisionTree([1, ~0], [~2, ~1], [0, 0], new ThresholdSplits([0.5f, 0.2f], null), [1, 2, 4]);
        var explained = new TreeShapley(tree, [10, 30, 60]);

        var found = new double[Slots];
        explained.AddTo(found, [0.3f, 0, 0, 0, 0], new PathElement[explained.PathLength]);

        Assert.Equal((10 + 60 + 240) / 100.0, explained.Expected, 1e-12);
        Assert.Equal(2 - explained.Expected, found[0], 1e-12);
        Assert.All(found.Skip(1), contribution => Assert.Equal(0, contribution));
    }

    [Fact]
    public void Of_RowsOfAnotherTree_IsRefused()
    {
        var tree = new DecisionTree([~0], [~1], [0], new ThresholdSplits([0.5f], null), [1, 2]);

        Assert.Contains("expected those of 2", Assert.Throws<ArgumentException>(() => new TreeShapley(tree, [1, 2, 3])).Message, StringComparison.Ordinal);
    }

    private static (DecisionTree Tree, long[] Rows) Grow(Random random, int splits, bool empty)
    {
        var (left, right) = (new List<int>(), new List<int>());
        var open = new List<(int Node, bool IsLeft)>();
        for (var node = 0; node < splits; node++)
        {
            if (node > 0)
            {
                var at = random.Next(open.Count);
                var (parent, isLeft) = open[at];
                open.RemoveAt(at);
                (isLeft ? left : right)[parent] = node;
            }

            left.Add(0);
            right.Add(0);
            open.AddRange([(node, true), (node, false)]);
        }

        for (var leaf = 0; leaf < open.Count; leaf++)
        {
            (open[leaf].IsLeft ? left : right)[open[leaf].Node] = ~leaf;
        }

        var leaves = splits + 1;
        var tree = new DecisionTree(
            [.. left],
            [.. right],
            [.. Enumerable.Range(0, splits).Select(_ => random.Next(Slots))],
            new ThresholdSplits(
                [.. Enumerable.Range(0, splits).Select(_ => (float)random.NextDouble())],
                random.Next(2) == 0 ? null : [.. Enumerable.Range(0, splits).Select(_ => (float)random.NextDouble())]),
            [.. Enumerable.Range(0, leaves).Select(_ => (random.NextDouble() * 4) - 2)]);
        return (tree, [.. Enumerable.Range(0, leaves).Select(_ => empty && random.Next(2) == 0 ? 0L : random.Next(1, 50))]);
    }

    private static double[] ByDefinition(DecisionTree tree, long[] rows, float[] row)
    {
        var sums = new double[Slots];
        var orders = 0;
        foreach (var order in Orders([.. Enumerable.Range(0, Slots)]))
        {
            var known = new HashSet<int>();
            var before = Expect(tree, rows, row, known, tree.Root);
            foreach (var slot in order)
            {
                known.Add(slot);
                var after = Expect(tree, rows, row, known, tree.Root);
                sums[slot] += after - before;
                before = after;
            }

            orders++;
        }

        return [.. sums.Select(sum => sum / orders)];
    }

    private static double Expect(DecisionTree tree, long[] rows, float[] row, HashSet<int> known, int node)
    {
        if (node < 0)
        {
            return tree.Leaves[~node];
        }

        var (left, right) = (tree.Left[node], tree.Right[node]);
        if (known.Contains(tree.Slots[node]))
        {
            return Expect(tree, rows, row, known, tree.GoesLeft(node, row) ? left : right);
        }

        var (ofLeft, ofRight) = (Count(tree, rows, left), Count(tree, rows, right));
        var share = ofLeft + ofRight == 0 ? 0.5 : ofLeft / (ofLeft + ofRight);
        return (share * Expect(tree, rows, row, known, left)) + ((1 - share) * Expect(tree, rows, row, known, right));
    }

    private static double Count(DecisionTree tree, long[] rows, int node) =>
        node < 0 ? rows[~node] : Count(tree, rows, tree.Left[node]) + Count(tree, rows, tree.Right[node]);

    private static IEnumerable<List<int>> Orders(List<int> slots) =>
        slots.Count == 0 ? [[]] : slots.SelectMany(first => Orders([.. slots.Where(slot => slot != first)]).Select(rest => rest.Prepend(first).ToList()));
}
