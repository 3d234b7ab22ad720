using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Gating;

/// <summary>What the gate judges by.</summary>
public sealed record GateEvidence
{
    /// <summary>The candidate on rows it never saw.</summary>
    public required Predictions Candidate { get; init; }

    /// <summary>The metric that comparisons are of, by the catalogue's name.</summary>
    public required string Metric { get; init; }

    /// <summary>Null: the model has no champion yet, and the champion's rule asks nothing.</summary>
    public PairedComparison? Champion { get; init; }

    /// <summary>The candidate is this champion, bit for bit: the champion's rule has nothing to ask.</summary>
    public string? SameAs { get; init; }

    /// <summary>Champions before it, those that <see cref="EarlierChampions"/> chose; the present one may be among them.</summary>
    public IReadOnlyList<PairedComparison> Recent { get; init; } = [];

    public required long Seed { get; init; }

    public int Replicates { get; init; } = Bootstrap.DefaultReplicates;
}
