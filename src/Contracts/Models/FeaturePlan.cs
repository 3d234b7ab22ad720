namespace Mdlc.Contracts.Models;

/// <summary>How each input column becomes features: inferred from the training rows, overridden by the spec, fixed in the package.</summary>
public sealed record FeaturePlan(IReadOnlyList<FeatureColumn> Columns);
