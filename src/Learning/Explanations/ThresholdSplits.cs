namespace Mdlc.Learning.Explanations;

/// <summary>Those of ML.NET's trees.</summary>
/// <param name="missing">By node: what a missing value is taken for; null: it is compared as it is, and goes right.</param>
internal sealed class ThresholdSplits(float[] thresholds, float[]? missing) : INodeSplits
{
    public bool GoesLeft(int node, float value)
    {
        if (float.IsNaN(value) && missing is not null)
        {
            value = missing[node];
        }

        return value <= thresholds[node];
    }
}
