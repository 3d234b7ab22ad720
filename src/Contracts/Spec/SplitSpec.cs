namespace Mdlc.Contracts.Spec;

/// <summary>Which rows train and which judge.</summary>
public sealed record SplitSpec
{
    public SplitKind By { get; init; } = SplitKind.Hash;

    /// <summary>Share (0..1, exclusive) of test rows.</summary>
    public double Test { get; init; } = 0.2;

    public int Seed { get; init; } = 1;

    /// <summary>Hash split: the columns whose values decide; empty: the whole row.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>File split: the test set.</summary>
    public SourceSpec? File { get; init; }
}
