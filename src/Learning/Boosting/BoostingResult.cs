using Mdlc.Trees;

namespace Mdlc.Learning.Boosting;

/// <summary>What a boosting came to.</summary>
/// <param name="Model">With all iterations, or where the held-out rows say how many, with those up to the best.</param>
/// <param name="Iterations">That were trained.</param>
/// <param name="Best">The last iteration of the model.</param>
/// <param name="Losses">On the held-out rows by iteration; empty without such rows.</param>
/// <param name="Resumed">Iterations that checkpoints gave.</param>
internal sealed record BoostingResult(TreeModel Model, int Iterations, int Best, IReadOnlyList<double> Losses, int Resumed);
