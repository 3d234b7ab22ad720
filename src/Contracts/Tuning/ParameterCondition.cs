namespace Mdlc.Contracts.Tuning;

/// <summary>When a parameter has a meaning; where it has none, a proposal leaves it out.</summary>
/// <param name="Parameter">Another parameter of the space: an int, a discrete or a categorical one.</param>
/// <param name="In">Its values that make this one active, as they stand in a proposal: of a categorical one the positions in its list.</param>
public sealed record ParameterCondition(string Parameter, IReadOnlyList<double> In);
