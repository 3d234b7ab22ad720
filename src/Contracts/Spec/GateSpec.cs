namespace Mdlc.Contracts.Spec;

/// <summary>What a candidate must show. Without any rule nothing is judged, and the version is promoted.</summary>
public sealed record GateSpec
{
    /// <summary>Bounds by metric, held against the pessimistic end of the confidence interval.</summary>
    public IReadOnlyDictionary<string, LimitSpec> Limits { get; init; } = new Dictionary<string, LimitSpec>();

    public ChampionRule? Champion { get; init; }
}
