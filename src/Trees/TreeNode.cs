using System.Runtime.InteropServices;

namespace Mdlc.Trees;

/// <summary>A node as it is walked: all that a comparison needs lies together.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TreeNode
{
    public int Slot;

    public float Threshold;

    /// <summary>A node's number, or below 0 the complement of a leaf's, both among those of all trees.</summary>
    public int Left;

    public int Right;

    public NodeKind Kind;

    /// <summary>Of kind <see cref="NodeKind.Other"/>: which tree is asked; it stands where others have their threshold.</summary>
    public readonly int Other => BitConverter.SingleToInt32Bits(Threshold);
}
