namespace Mdlc.Contracts.Tuning;

/// <summary>How a trial stood on its way.</summary>
/// <param name="Iterations">Boosting iterations that were done by then; above 0.</param>
/// <param name="Loss">On the held-out rows; lower is better.</param>
public sealed record InterimScore(int Iterations, double Loss);
