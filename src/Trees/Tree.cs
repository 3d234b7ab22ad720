namespace Mdlc.Trees;

/// <summary>
/// One tree, as LightGBM's text tells it. A child is a node's number, or below 0 the complement of a leaf's. Nodes split numbers by a
/// threshold, or categories (whole numbers from 0) by a set of those that go left.
/// </summary>
public sealed class Tree
{
    private const byte CategoryBit = 1;
    private const byte DefaultLeftBit = 2;
    private const int MissingShift = 2;
    private const byte MissingMask = 3;
    private const byte ZeroIsMissing = 1;
    private const byte NaNIsMissing = 2;

    // What LightGBM takes for zero.
    private const float AlmostZero = 1e-35f;

    private readonly byte[] _kinds;
    private readonly double[] _thresholds;
    private readonly int[] _categoryBounds;
    private readonly uint[] _categories;

    internal Tree(TreeParts parts)
    {
        (Slots, Left, Right, Gains, Leaves, LeafRows) = (parts.Slots, parts.Left, parts.Right, parts.Gains, parts.Leaves, parts.LeafRows);
        (_kinds, _thresholds, _categoryBounds, _categories) = (parts.Kinds, parts.Thresholds, parts.CategoryBounds, parts.Categories);
    }

    /// <summary>By node: the slot of the feature vector that it looks at.</summary>
    public IReadOnlyList<int> Slots { get; }

    public IReadOnlyList<int> Left { get; }

    public IReadOnlyList<int> Right { get; }

    /// <summary>By node: what the split gained in training.</summary>
    public IReadOnlyList<double> Gains { get; }

    /// <summary>The leaves' values.</summary>
    public IReadOnlyList<double> Leaves { get; }

    /// <summary>By leaf: the rows that ended there in training, of those that were sampled for the tree.</summary>
    public IReadOnlyList<long> LeafRows { get; }

    /// <summary>Where every row begins; a tree without a split is a leaf.</summary>
    public int Root => Slots.Count == 0 ? ~0 : 0;

    public bool IsCategorical(int node) => (_kinds[node] & CategoryBit) != 0;

    /// <param name="value">Of the node's slot.</param>
    public bool GoesLeft(int node, float value)
    {
        if (IsCategorical(node))
        {
            return IsInSet(node, value);
        }

        var missing = MissingOf(node);
        if (float.IsNaN(value))
        {
            return missing == NaNIsMissing ? IsDefaultLeft(node) : GoesLeft(node, 0f);
        }

        return missing == ZeroIsMissing && Math.Abs(value) <= AlmostZero ? IsDefaultLeft(node) : value <= _thresholds[node];
    }

    /// <summary>Whether a comparison with <see cref="SingleThreshold"/> is all that a number takes.</summary>
    internal bool IsPlain(int node) => !IsCategorical(node) && MissingOf(node) != ZeroIsMissing;

    /// <summary>The largest single-precision number that goes left: what is compared with it goes where it goes by the threshold itself.</summary>
    internal float SingleThreshold(int node)
    {
        var single = (float)_thresholds[node];
        return single > _thresholds[node] ? MathF.BitDecrement(single) : single;
    }

    private byte MissingOf(int node) => (byte)((_kinds[node] >> MissingShift) & MissingMask);

    private bool IsDefaultLeft(int node) => (_kinds[node] & DefaultLeftBit) != 0;

    // What is missing, negative or never seen is in no set.
    private bool IsInSet(int node, float value)
    {
        if (!(value >= 0 && value < int.MaxValue))
        {
            return false;
        }

        var (set, category) = ((int)_thresholds[node], (int)value);
        var word = _categoryBounds[set] + (category / 32);
        return word < _categoryBounds[set + 1] && ((_categories[word] >> (category % 32)) & 1) != 0;
    }
}
