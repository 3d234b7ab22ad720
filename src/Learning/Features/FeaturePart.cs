namespace Mdlc.Learning.Features;

/// <summary>A piece of the feature vector.</summary>
/// <param name="Column">The input column that it is made of.</param>
internal sealed record FeaturePart(string Name, string Column);
