namespace Mdlc.Contracts.Spec;

/// <summary>
/// How many iterations a boosted model gets, where the training rows decide that: some of them are held out, as many iterations as make the others'
/// model best on those are found, and all training rows are then trained on for as many.
/// </summary>
/// <param name="Rounds">Iterations without a better loss after which the search ends.</param>
/// <param name="Share">Of the training rows, held out by their hash.</param>
/// <param name="Iterations">The most that are tried, where <c>train.params.numberOfIterations</c> does not say it.</param>
public sealed record EarlyStoppingSpec(int Rounds = EarlyStoppingSpec.DefaultRounds, double Share = EarlyStoppingSpec.DefaultShare, int Iterations = EarlyStoppingSpec.DefaultIterations)
{
    public const int DefaultRounds = 50;
    public const double DefaultShare = 0.15;
    public const int DefaultIterations = 1000;
}
