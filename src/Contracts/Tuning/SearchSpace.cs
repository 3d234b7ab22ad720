namespace Mdlc.Contracts.Tuning;

/// <summary>Where a study looks.</summary>
/// <param name="Start">
/// A point that is known to be sound, such as the trainer's defaults: the first trial, so that no search ends below it. Null: none.
/// </param>
public sealed record SearchSpace(IReadOnlyList<SearchParameter> Parameters, IReadOnlyDictionary<string, double>? Start = null)
{
    /// <summary>Points that did well elsewhere: tried after <see cref="Start"/>, in this order, before anything is searched.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Starts { get; init; } = [];

    /// <summary>Values at which a trial costs least, such as few and small trees: where cost-frugal search begins. Null: nothing is known.</summary>
    public IReadOnlyDictionary<string, double>? Cheap { get; init; }
}
