namespace Mdlc.Contracts.Tuning;

/// <summary>Why a search space cannot be searched.</summary>
/// <param name="Parameter">Position of the parameter; null: the space as a whole.</param>
/// <param name="Key">Which of its keys, as a spec calls it: name, min, max, step, list, distribution or condition.</param>
/// <param name="Sentence">What was found, what was expected, what to do.</param>
public sealed record SpaceProblem(int? Parameter, string Key, string Sentence);
