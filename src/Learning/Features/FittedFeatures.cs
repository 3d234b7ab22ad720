using Microsoft.ML;

namespace Mdlc.Learning.Features;

/// <summary>A plan fitted to rows.</summary>
/// <param name="Transformer">Goes into the model: what it makes of any rows but those it was fitted to is what the model sees.</param>
/// <param name="Training">
/// The rows it was fitted to, with their features, for a trainer. They are not what <paramref name="Transformer"/> makes of them: a mean of the label
/// that a row's own label is part of would tell it.
/// </param>
public sealed record FittedFeatures(ITransformer Transformer, IDataView Training);
