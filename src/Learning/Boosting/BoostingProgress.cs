namespace Mdlc.Learning.Boosting;

/// <summary>How far a boosting is.</summary>
/// <param name="Iteration">The last one that is done, from 1.</param>
/// <param name="Of">The most that there will be.</param>
/// <param name="Loss">On the held-out rows: mean logloss, or mean squared error; null without such rows.</param>
public sealed record BoostingProgress(int Iteration, int Of, double? Loss)
{
    /// <summary>Held-out rows: the iteration with the smallest loss so far.</summary>
    public int? Best { get; init; }

    /// <summary>The iterations that a checkpoint gave and that were not trained again.</summary>
    public int Resumed { get; init; }
}
