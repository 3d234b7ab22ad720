namespace Mdlc.Learning.Features;

/// <summary>A part of a feature plan that a study may vary.</summary>
/// <param name="Name">See <see cref="Contracts.Spec.FeatureChoices"/>.</param>
/// <param name="Choices">The default first.</param>
public sealed record PlanParameter(string Name, IReadOnlyList<string> Choices);
