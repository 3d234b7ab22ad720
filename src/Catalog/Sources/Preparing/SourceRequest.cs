using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>What is to be read, and what the rows are for.</summary>
public sealed record SourceRequest
{
    public required SourceSpec Source { get; init; }

    /// <summary>The label's column: it must be there, and a row without it is rejected; null: no column is special.</summary>
    public string? Label { get; init; }

    /// <summary>What the label is to be used for: it must be able to teach that; null: nothing is asked of its values.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>The event time's column: it must be there, and be read as a time or a number; null: there is none.</summary>
    public string? Time { get; init; }

    /// <summary>Whether every row must have an event time, as where rows are split by it.</summary>
    public bool RequiresTimes { get; init; }

    /// <summary>Largest share (0..1) of rejected records; over it reading fails.</summary>
    public double MaxRejectedShare { get; init; } = 0.05;

    /// <summary>Whether a source of which no record is taken is an empty snapshot; otherwise it is a fault.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>The columns the snapshot must have, e.g. those of the training set for a test set; null: what the source has.</summary>
    public IReadOnlyList<SnapshotColumn>? Columns { get; init; }
}
