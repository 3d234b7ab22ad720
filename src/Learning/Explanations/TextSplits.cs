using Mdlc.Trees;

namespace Mdlc.Learning.Explanations;

/// <summary>Those of LightGBM's text.</summary>
internal sealed class TextSplits(Tree tree) : INodeSplits
{
    public bool GoesLeft(int node, float value) => tree.GoesLeft(node, value);
}
