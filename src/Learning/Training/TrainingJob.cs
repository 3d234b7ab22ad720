using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Training;

/// <summary>What a training process is told: one JSON file, named on its command line.</summary>
public sealed record TrainingJob
{
    /// <summary>Root of the home; its scratch folder takes what does not fit into memory.</summary>
    public required string Home { get; init; }

    /// <summary>The training rows' Parquet file, in the home's store; whoever opens it checks its digest.</summary>
    public required ArtifactRef Rows { get; init; }

    public required ModelTask Task { get; init; }

    public required string Label { get; init; }

    public string? Positive { get; init; }

    public required FeaturePlan Plan { get; init; }

    public required TrainSpec Train { get; init; }

    /// <summary>Where the model is put, by a rename; null: the model is only scored.</summary>
    public string? Output { get; init; }

    /// <summary>A part of the rows to score on instead of training on it; null: all train.</summary>
    public TrainingHoldout? Holdout { get; init; }

    /// <summary>Binary: how a threshold is found on the held-out rows; null: it is 0.5.</summary>
    public ThresholdSpec? Threshold { get; init; }
}
