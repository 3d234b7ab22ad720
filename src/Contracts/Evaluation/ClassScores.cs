namespace Mdlc.Contracts.Evaluation;

/// <summary>The test rows of one actual class, by a probability that the model gave them: bins of equal width from 0 to 1.</summary>
/// <param name="Rows">A number for each bin, the lowest first.</param>
public sealed record ClassScores(string Class, IReadOnlyList<long> Rows);
