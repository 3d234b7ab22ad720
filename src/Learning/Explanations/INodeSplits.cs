namespace Mdlc.Learning.Explanations;

/// <summary>Which way the nodes of a tree send what comes by.</summary>
internal interface INodeSplits
{
    /// <param name="value">Of the node's slot.</param>
    bool GoesLeft(int node, float value);
}
