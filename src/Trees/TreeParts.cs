namespace Mdlc.Trees;

/// <summary>What a tree's text says, by node and by leaf.</summary>
/// <param name="Kinds">LightGBM's decision types.</param>
/// <param name="Thresholds">Of a split by categories: the number of its set.</param>
/// <param name="CategoryBounds">Where each set begins among <paramref name="Categories"/>, and the end of the last.</param>
/// <param name="Categories">Bits, 32 a word.</param>
internal sealed record TreeParts(
    int[] Slots,
    double[] Thresholds,
    byte[] Kinds,
    int[] Left,
    int[] Right,
    double[] Gains,
    double[] Leaves,
    long[] LeafRows,
    int[] CategoryBounds,
    uint[] Categories);
