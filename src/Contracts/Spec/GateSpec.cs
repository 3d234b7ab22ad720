namespace Mdlc.Contracts.Spec;

/// <summary>What a candidate must show. Without any rule the run reports and passes.</summary>
public sealed record GateSpec
{
    /// <summary>Bounds by metric, held against the pessimistic end of the confidence interval.</summary>
    public IReadOnlyDictionary<string, LimitSpec> Limits { get; init; } = new Dictionary<string, LimitSpec>();

    public ChampionRule? Champion { get; init; }
}
