namespace Mdlc.Learning.Search.History;

/// <summary>What a tuner or a pruner may know of a trial.</summary>
/// <param name="Trial">Its number, from 0.</param>
/// <param name="Params">What was tried, as it was proposed: inactive parameters are absent.</param>
/// <param name="Loss">
/// Lower is better, so that a caller negates what is to be maximised; null unless the trial is complete. One that is no finite number
/// counts as a failure.
/// </param>
public sealed record Observation(int Trial, IReadOnlyDictionary<string, double> Params, ObservationState State, double? Loss = null)
{
    /// <summary>By ascending resource.</summary>
    public IReadOnlyList<InterimLoss> Interim { get; init; } = [];

    /// <summary>What the trial cost, in iterations or another unit that does not depend on the machine; 0: unknown.</summary>
    public double Cost { get; init; }
}
