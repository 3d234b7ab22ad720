namespace Mdlc.Trees;

/// <summary>What a model's file says of its trees beside their text.</summary>
/// <param name="Features">The column of the feature vector.</param>
/// <param name="Classes">Multiclass: the label's values in the order of their scores; empty otherwise.</param>
internal sealed record TreeHead(string Features, IReadOnlyList<string> Classes);
