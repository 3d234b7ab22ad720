namespace Mdlc.Learning.Search.Stopping;

/// <summary>By what a pruner goes.</summary>
public sealed record PrunerSettings
{
    /// <summary>What a trial spends before it can be ended at all: ASHA's and Hyperband's first rung, the median rule's first look.</summary>
    public int MinResource { get; init; } = 16;

    /// <summary>What a trial spends at most.</summary>
    public required int MaxResource { get; init; }

    /// <summary>ASHA and Hyperband: of each rung the best 1/η go on, to η times the resource.</summary>
    public int ReductionFactor { get; init; } = 4;

    /// <summary>Median: earlier trials that must have been so far before one is ended.</summary>
    public int StartupTrials { get; init; } = 5;

    /// <summary>Median: resource between two looks; 0: as much as <see cref="MinResource"/>.</summary>
    public int Interval { get; init; }
}
